import pg from 'pg'
import type { ReplicationConfig } from '#contract/database.ts'
import type { CaptureContext } from '../capture.ts'
import { copyTables } from '../copy-tables.ts'
import { endGap } from '../declare-gap.ts'
import { ask } from '../limited-query.ts'
import { readCatalogue } from '../table-catalogue.ts'
import { Lines } from './lines.ts'
import { ensurePublication, serverVersion } from './publication.ts'
import { createSlot } from './slot.ts'
import type { ServerState } from './slot-decision.ts'
import type { SlotRecord } from './slot-record.ts'

/*
 * A beginning. What is remembered goes ahead of what is done, so that a crash leaves no slot behind that nobody knows:
 *
 *   publication → "creating" → slot and its snapshot → "copying" → rows into the stage → the stage is whole
 */
export interface Beginning {
  context: CaptureContext<ReplicationConfig>
  record: SlotRecord
  /** A plain session. */
  client: pg.Client
  /** Speaks the replication protocol; the snapshot is there as long as it does nothing else. */
  replication: pg.Client
  server: ServerState
}

/** Resolves when what was there is staged whole, or with nothing staged when it is not wanted. */
export async function beginSlot({ context, record, client, replication, server }: Beginning): Promise<void> {
  const { config, memory, snapshots } = context
  const { systemId, timeline, walEnd } = server
  memory.report({ phase: 'preparing' })
  await snapshots.clear()
  const tables = await readCatalogue(client, config.tables)
  await ensurePublication(client, { name: config.publication, tables })
  const slot = { slot: config.slot, systemId, timeline, tables: config.tables }
  await record.begin({ ...slot, stage: 'creating', reached: walEnd })
  // Rows of the copy are to be older than every change that follows it.
  const takenAt = await readTime(client)
  const version = await serverVersion(client)
  const created = await createSlot(replication, {
    name: config.slot,
    exportsSnapshot: config.snapshot,
    version,
  })
  await record.change({ stage: 'copying', reached: created.consistentPoint })
  if (created.snapshot !== null) await copyUnder(created.snapshot, version, context)
  await snapshots.finish(takenAt)
  memory.report({ gaps: endGap(memory.state.gaps, takenAt) })
}

/** A copy may take as long as it takes; the statements around it may not. */
const answerMs = 30_000

async function copyUnder(snapshot: string, version: number, context: Beginning['context']): Promise<void> {
  const { config, memory, snapshots, signal, connection } = context
  const limits = { timeoutMs: answerMs, signal }
  await using lines = new Lines(context)
  const client = await lines.open(() => connection.connect('copy', { statementTimeoutMs: 0 }))
  await ask(client, { text: 'begin transaction isolation level repeatable read read only' }, limits)
  await ask(client, { text: `set transaction snapshot ${pg.escapeLiteral(snapshot)}` }, limits)
  // Read again under the snapshot: what the catalogue says and what the rows look like belong together.
  const tables = await readCatalogue(client, config.tables, limits)
  await copyTables({
    client,
    connection,
    tables,
    generatedColumns: version >= 180_000 ? 'stored' : 'none',
    stage: snapshots,
    report: (change) => memory.report(change),
    signal,
  })
  await ask(client, { text: 'commit' }, limits)
}

/** Of the database's clock, as the times of its commits are; epoch ms. */
async function readTime(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ now: number }>(
    'select floor(extract(epoch from clock_timestamp()) * 1000)::float8 as now',
  )
  return rows[0]?.now ?? 0
}
