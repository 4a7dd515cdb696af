import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { onTestFinished, vi } from 'vitest'
import { openConnection } from '../ingest/cdc/connection.ts'
import type { RowChange } from '../ingest/cdc/row-change.ts'
import { changeStream } from '../ingest/cdc/replication/change-stream.ts'
import type { ChangeStream, ChangeStreamOptions, StreamItem } from '../ingest/cdc/replication/change-stream.ts'
import { systemClock } from '../runtime/clock.ts'
import { emptyDatabase } from './database.ts'

/** Somebody's database with a publication of all tables and a slot of its own; both go when the test ends. */
export interface ReplicatedDatabase {
  url: string
  slot: string
  /** A session of whoever works with the database. */
  client: pg.Client
  /** @param sql one statement or several, which then are one transaction. */
  run(sql: string): Promise<void>
  /** A stream from what the slot remembers. */
  stream(options?: Partial<ChangeStreamOptions> & { url?: string }): Promise<ChangeStream>
  /** What the slot remembers. */
  confirmedLsn(): Promise<string>
  /** Resolves when nobody reads from the slot, as far as the server has seen, which may be after a reader's own end. */
  whenLeft(): Promise<void>
}

/** @param setUp what is there before anything is captured. */
export async function replicatedDatabase(setUp = ''): Promise<ReplicatedDatabase> {
  const { url, drop } = await emptyDatabase()
  const client = new pg.Client({ connectionString: url })
  const slot = `test_${randomUUID().replaceAll('-', '')}`
  client.on('error', () => undefined)
  await client.connect()
  onTestFinished(async () => {
    await dropSlot(client, slot)
    await client.end()
    await drop()
  })
  await client.query(`${setUp}; create publication test for all tables`)
  await client.query(`select pg_create_logical_replication_slot($1, 'pgoutput')`, [slot])
  return {
    url,
    slot,
    client,
    run: async (sql) => {
      await client.query(sql)
    },
    stream: async ({ url: by = url, ...options } = {}) => {
      const connection = openConnection(by, 'test')
      const { signal } = new AbortController()
      const usual = { connection, slot, publication: 'test', epoch: 1, signal, clock: systemClock }
      const stream = await changeStream({ ...usual, ...options })
      onTestFinished(() => stream.close())
      return stream
    },
    confirmedLsn: async () => {
      const { rows } = await client.query<{ lsn: string }>(
        'select confirmed_flush_lsn::text as lsn from pg_replication_slots where slot_name = $1',
        [slot],
      )
      return rows[0]?.lsn ?? ''
    },
    whenLeft: () => slotIsLeft(client, slot),
  }
}

/** Resolves when the server has seen that whoever read from the slot is gone, which may be after the reader's own end. */
export async function slotIsLeft(client: pg.Client, slot: string): Promise<void> {
  const isLeft = async () => {
    const sql = 'select from pg_replication_slots where slot_name = $1 and active'
    const { rowCount } = await client.query(sql, [slot])
    if (rowCount !== 0) throw new Error(`somebody still reads from ${slot}`)
  }
  await vi.waitFor(isLeft, { interval: 10, timeout: 60_000 })
}

/** Whoever still reads from the slot is cut off first. */
async function dropSlot(client: pg.Client, slot: string): Promise<void> {
  await client.query(
    `select pg_terminate_backend(active_pid, 10000) from pg_replication_slots
     where slot_name = $1 and active_pid is not null`,
    [slot],
  )
  await client.query('select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = $1', [
    slot,
  ])
}

/** The items up to and including the first that is wanted. */
export async function itemsUntil(stream: ChangeStream, isWanted: (item: StreamItem) => boolean): Promise<StreamItem[]> {
  const items: StreamItem[] = []
  for await (const item of stream) {
    items.push(item)
    if (isWanted(item)) return items
  }
  throw new Error('the stream ended before what was waited for')
}

/** Commits a mark of its own, then reads up to it: every change that was committed before. Ends the stream. */
export async function changesSoFar(database: ReplicatedDatabase, stream: ChangeStream): Promise<RowChange[]> {
  await database.run(`select pg_logical_emit_message(true, 'vigie', 'mark')`)
  const items = await itemsUntil(stream, (item) => item.type === 'message' && item.content === 'mark')
  await database.whenLeft()
  return items.flatMap((item) => (item.type === 'changes' ? item.changes : []))
}
