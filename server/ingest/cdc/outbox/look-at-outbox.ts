import type { Client } from 'pg'
import type { OutboxConfig } from '#contract/database.ts'
import type { CaptureContext } from '../capture.ts'
import { CaptureError } from '../capture.ts'
import { declareGap, endGap } from '../declare-gap.ts'
import type { Limits } from '../limited-query.ts'
import { ask, inTransaction, sqlStateOf } from '../limited-query.ts'
import type { OutboxPosition } from './begin-outbox.ts'
import { OutboxTable } from './outbox-rows.ts'
import type { OutboxState } from './outbox-state.ts'
import { leftoverStatements, missingStatements, readOutboxState, unseenTables } from './outbox-state.ts'
import { setUpOutbox, toScript } from './set-up-outbox.ts'

/*
 * Whether the outbox still is what it was. A migration that makes a table anew takes its triggers away, and somebody may
 * switch them off: from then on changes go by unseen. What is gone is made again where the user may; what was switched off
 * was switched off by somebody, who is shown how to switch it on. Once everything is seen again only a new copy tells what
 * was missed. The outbox itself may be another one, made anew or of a restored database, whose ids begin again.
 */
export type Look =
  | { found: 'order' }
  /** Ids of its rows may be those of others that are in the log: a new beginning is needed before anything is read. */
  | { found: 'another-outbox' }
  /** Of tables that were added, or of changes that went by unseen, only a new copy tells. */
  | { found: 'copy-needed' }
  | { found: 'unseen'; problem: CaptureError }

type Looking = Pick<CaptureContext<OutboxConfig>, 'config' | 'memory' | 'clock'> & { client: Client; limits: Limits }

/** Sends a canary; what went by unseen is remembered when it resolves. */
export async function lookAtOutbox(position: OutboxPosition, looking: Looking): Promise<Look> {
  const { config, memory, clock, client, limits } = looking
  const lookedAt = clock.now()
  const former = position.tables.filter((table) => !config.tables.includes(table))
  const state = await readOutboxState(client, { ...config, former }, limits).catch(isTableUnknown)
  if (state instanceof CaptureError) return { found: 'unseen', problem: state }
  if (!state.hasTable) return { found: 'another-outbox' }
  const canaryId = await new OutboxTable(client, config.schema).insertCanary(lookedAt, limits)
  if (BigInt(canaryId) <= BigInt(position.canaryId)) return { found: 'another-outbox' }
  const unseen = [...position.unseen, ...newlyUnseen(state, position)]
  const tables = position.tables.filter((table) => config.tables.includes(table))
  const isClear = former.length === 0 || (await dropLeftovers(state, { client, limits }))
  await memory.remember({ ...position, tables: isClear ? tables : position.tables, unseen, canaryId, lookedAt })
  declareUnseen(unseen, looking)
  const problem = await mend(state, looking)
  if (problem) return { found: 'unseen', problem }
  // From now on all is seen; where a copy follows it says more, and ends the gap itself.
  if (!config.snapshot || unseen.length === 0) memory.report({ gaps: endGap(memory.state.gaps, clock.now()) })
  const isAdded = config.tables.some((table) => !position.tables.includes(table))
  if (unseen.length === 0 && !isAdded) return { found: 'order' }
  return config.snapshot || unseen.length === 0
    ? { found: 'copy-needed' }
    : { found: 'unseen', problem: missed(unseen) }
}

/** What their triggers still write is not read. @returns false when they are somebody else's to take away. */
async function dropLeftovers(
  state: OutboxState,
  { client, limits }: Pick<Looking, 'client' | 'limits'>,
): Promise<boolean> {
  try {
    await inTransaction(client, { mode: 'read write', ...limits }, async () => {
      for (const { sql } of leftoverStatements(state)) await ask(client, { text: sql }, limits)
    })
    return true
  } catch (error) {
    // No right, or a table in use: the plan says who runs it, and it is tried again.
    if (sqlStateOf(error) === '42501' || sqlStateOf(error) === '55P03') return false
    throw error
  }
}

/** While a table is gone the others are followed. */
function isTableUnknown(error: unknown): CaptureError {
  if (error instanceof CaptureError && error.code === 'table-unknown') return error
  throw error
}

function newlyUnseen(state: OutboxState, { tables, unseen, lookedAt }: OutboxPosition): OutboxPosition['unseen'] {
  return unseenTables(state)
    .filter((table) => tables.includes(table) && !unseen.some((known) => known.table === table))
    .map((table) => ({ table, since: lookedAt }))
}

/** Again at every look, since a crash may come between what is remembered and what is reported. */
function declareUnseen(unseen: OutboxPosition['unseen'], { memory, clock }: Looking): void {
  if (unseen.length === 0) return
  const from = Math.min(...unseen.map(({ since }) => since))
  const isDeclared = memory.state.gaps.some((gap) => gap.from === from && gap.reason === 'schema-changed')
  if (!isDeclared) declareGap(memory, { reason: 'schema-changed', now: clock.now(), from })
}

/** @returns why changes still go by unseen. */
async function mend(state: OutboxState, { config, client, limits }: Looking): Promise<CaptureError | null> {
  const missing = missingStatements(state)
  if (missing.length === 0) return null
  if (state.triggers.some(({ isEnabled }) => !isEnabled)) {
    return new CaptureError(
      'schema-changed',
      `changes of ${unseenTables(state).join(', ')} go by unseen, because triggers were switched off; whoever owns the tables runs:\n${toScript(missing.flat())}`,
    )
  }
  try {
    await setUpOutbox(client, config, limits)
    return null
  } catch (error) {
    if (!(error instanceof CaptureError) || error.code === 'connection-lost') throw error
    return new CaptureError('schema-changed', `changes go by unseen, because triggers are gone; ${error.message}`, {
      cause: error,
    })
  }
}

function missed(unseen: OutboxPosition['unseen']): CaptureError {
  const tables = unseen.map(({ table, since }) => `${table} (after ${new Date(since).toISOString()})`).join(', ')
  return new CaptureError('schema-changed', `changes of ${tables} went by unseen while their triggers were missing`)
}
