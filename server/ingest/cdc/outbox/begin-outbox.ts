import type { Client } from 'pg'
import * as z from 'zod'
import type { OutboxConfig } from '#contract/database.ts'
import type { CaptureContext } from '../capture.ts'
import { copyTables } from '../copy-tables.ts'
import { endGap } from '../declare-gap.ts'
import type { Limits } from '../limited-query.ts'
import { hangUp } from '../connection.ts'
import { ask, inTransaction } from '../limited-query.ts'
import { readCatalogue } from '../table-catalogue.ts'
import { OutboxTable } from './outbox-rows.ts'

/*
 * From the rows that were there before to the changes that follow, without a hole and without a double. The triggers are
 * there first: making one waits for whoever writes to its table, so a transaction that was not recorded has committed. Then
 * one transaction copies the tables and notes its snapshot. What that snapshot sees of the outbox is in the copy already
 * and is dropped; what it does not see is not in the copy and stays. Until that is done nothing is read.
 */

const positionSchema = z.object({
  /** What the copy saw, as `pg_current_snapshot()` writes it; null when nothing was to be copied. */
  snapshot: z.string().nullable(),
  /** The copy is in the log, and what it saw is out of the outbox. */
  isBegun: z.boolean(),
  /** Tables that are followed since the beginning. */
  tables: z.array(z.string()),
  /** Since when, at the earliest, changes of a table have gone by unseen; epoch ms. */
  unseen: z.array(z.object({ table: z.string(), since: z.number() })),
  /** The newest canary: ids of the outbox grow as long as it is the same one. */
  canaryId: z.string(),
  /** When triggers were last looked at, epoch ms. */
  lookedAt: z.number(),
  /** The outbox is emptied unread: only a new beginning goes on. */
  isGivenUp: z.boolean().default(false),
})
export type OutboxPosition = z.infer<typeof positionSchema>

type Beginning = Pick<
  CaptureContext<OutboxConfig>,
  'connection' | 'config' | 'memory' | 'snapshots' | 'clock' | 'signal'
> & {
  client: Client
  limits: Limits
}

/** Null until the beginning is complete. */
export function positionOf(memory: { position: unknown }): OutboxPosition | null {
  const position = savedPosition(memory)
  return position?.isBegun ? position : null
}

export function isGivenUp(memory: { position: unknown }): boolean {
  return savedPosition(memory)?.isGivenUp ?? false
}

export async function rememberGivenUp(memory: CaptureContext['memory']): Promise<void> {
  await memory.remember({ ...(savedPosition(memory) ?? nothing), isGivenUp: true })
}

const nothing: OutboxPosition = {
  snapshot: null,
  isBegun: false,
  tables: [],
  unseen: [],
  canaryId: '0',
  lookedAt: 0,
  isGivenUp: false,
}

function savedPosition(memory: { position: unknown }): OutboxPosition | null {
  return memory.position === null ? null : positionSchema.parse(memory.position)
}

/** Goes on with a beginning that was interrupted, or begins. */
export async function beginOutbox(beginning: Beginning): Promise<void> {
  const { config, memory, snapshots, client, limits } = beginning
  if (config.snapshot && !(await snapshots.isFinished())) await copy(beginning)
  const position = savedPosition(memory) ?? newPosition(beginning, { snapshot: null, takenAt: beginning.clock.now() })
  if (position.snapshot !== null) {
    await new OutboxTable(client, config.schema).deleteSeen(position.snapshot, limits)
    await snapshots.store()
  }
  await memory.remember({ ...position, isBegun: true })
  memory.report({ gaps: endGap(memory.state.gaps, position.lookedAt) })
}

async function copy(beginning: Beginning): Promise<void> {
  const { memory, snapshots, connection, clock } = beginning
  await snapshots.clear()
  const takenAt = clock.now()
  const client = await connection.connect('copy', { pooled: true, statementTimeoutMs: 0 })
  try {
    const snapshot = await copyOver(client, beginning)
    // Known before the copy counts as whole: without it nobody could tell what the copy has seen.
    await memory.remember(newPosition(beginning, { snapshot, takenAt }))
    await snapshots.finish(takenAt)
  } finally {
    hangUp(client)
  }
}

/** @returns what the copy has seen. */
function copyOver(
  client: Client,
  { config, memory, snapshots: stage, connection, limits, signal }: Beginning,
): Promise<string> {
  return inTransaction(client, { mode: 'isolation level repeatable read read only', ...limits }, async () => {
    const [current] = await ask<{ snapshot: string }>(
      client,
      { text: 'select pg_current_snapshot()::text as snapshot' },
      limits,
    )
    if (!current) throw new Error('a transaction has a snapshot')
    const tables = await readCatalogue(client, config.tables, limits)
    const report: typeof memory.report = (change) => memory.report(change)
    // Triggers see no virtual column either.
    await copyTables({ client, connection, tables, generatedColumns: 'stored', stage, report, signal })
    return current.snapshot
  })
}

/** The triggers have been there since before the copy. */
function newPosition(
  { config }: Beginning,
  { snapshot, takenAt }: { snapshot: string | null; takenAt: number },
): OutboxPosition {
  return { ...nothing, snapshot, tables: [...config.tables], lookedAt: takenAt }
}
