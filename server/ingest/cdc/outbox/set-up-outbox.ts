import type { Client } from 'pg'
import type { OutboxConfig } from '#contract/database.ts'
import { CaptureError } from '../capture.ts'
import type { Limits } from '../limited-query.ts'
import { ask, inTransaction, sqlStateOf } from '../limited-query.ts'
import type { OutboxStatement } from './outbox-sql.ts'
import { createSchema, createTable, grants } from './outbox-sql.ts'
import type { OutboxState } from './outbox-state.ts'
import { missingStatements, readOutboxState } from './outbox-state.ts'

/**
 * Makes what is missing of the outbox; nothing is run when nothing is. Triggers wait for writers of their table, and writers
 * wait behind them, so each is given up after a few seconds.
 *
 * @throws CaptureError `outbox-missing` or `insufficient-privilege` with the SQL that somebody with more rights must run.
 */
export async function setUpOutbox(client: Client, config: OutboxConfig, limits: Limits): Promise<OutboxState> {
  const state = await readOutboxState(client, config, limits)
  requireServer(state)
  const missing = missingStatements(state)
  if (missing.length === 0) return state
  for (const group of missing) {
    try {
      await inTransaction(client, { mode: 'read write', ...limits }, async () => {
        for (const { sql } of group) await ask(client, { text: sql }, limits)
      })
    } catch (error) {
      throw explainSetUp(error, state, missing.slice(missing.indexOf(group)).flat())
    }
  }
  return readOutboxState(client, config, limits)
}

function requireServer({ serverVersion, isReadOnly }: OutboxState): void {
  if (serverVersion < 130_000) {
    throw new CaptureError(
      'version-too-old',
      `an outbox needs PostgreSQL 13 or later; this is ${Math.floor(serverVersion / 10_000)}`,
    )
  }
  if (isReadOnly) throw new CaptureError('read-only', 'this server is a standby; connect to the primary for an outbox')
}

function explainSetUp(error: unknown, state: OutboxState, missing: readonly OutboxStatement[]): unknown {
  const { schema, user, hasTable } = state
  const code = sqlStateOf(error)
  if (code === '42501') {
    const script = toScript([...missing, ...grants(schema, user)])
    return new CaptureError(
      hasTable ? 'insufficient-privilege' : 'outbox-missing',
      `the user ${user} may not do this; somebody with more rights runs:\n${script}`,
      { cause: error },
    )
  }
  if (code === '55P03') {
    const detail = 'a long transaction keeps a table in use; this is tried again by itself'
    return new CaptureError('query-failed', detail, { cause: error })
  }
  return error
}

/** What a failed statement of the reader says: the outbox may be gone, or no longer ours to use. */
export function explainUse(error: unknown, { schema, user }: { schema: string; user: string }): unknown {
  const code = sqlStateOf(error)
  if (code === '42P01' || code === '3F000') {
    const script = toScript([createSchema(schema), createTable(schema), ...grants(schema, user)])
    const detail = `the outbox table is gone, and whoever writes to a table with its triggers fails; it is made again by:\n${script}`
    return new CaptureError('outbox-missing', detail, { cause: error })
  }
  if (code === '42501') {
    const script = toScript(grants(schema, user))
    const detail = `the user ${user} may not use the outbox; its owner runs:\n${script}`
    return new CaptureError('insufficient-privilege', detail, { cause: error })
  }
  return error
}

export function toScript(statements: readonly { sql: string }[]): string {
  return [...new Set(statements.map(({ sql }) => `${sql};`))].join('\n')
}
