import type { Client } from 'pg'
import type { OutboxConfig } from '#contract/database.ts'
import { backoffMs, pause } from '../../../runtime/backoff.ts'
import type { CaptureContext } from '../capture.ts'
import { CaptureError } from '../capture.ts'
import type { Limits } from '../limited-query.ts'
import { hangUp } from '../connection.ts'
import { ask } from '../limited-query.ts'
import type { WalLook } from '../replication/judge-wal.ts'
import { judgeWal } from '../replication/judge-wal.ts'
import { outboxTable } from './outbox-sql.ts'

/*
 * The guard of somebody's production database: whatever else this process does or does not, and also while the source is
 * paused, it looks at the room that the outbox takes, and gives the capture up before a disk is full. It has a connection
 * of its own, and a fault of that connection stops nothing else.
 */

export interface OutboxWatchOptions {
  context: Pick<
    CaptureContext<OutboxConfig>,
    'source' | 'config' | 'connection' | 'memory' | 'logger' | 'clock' | 'signal'
  >
  answerMs: number
  intervalMs: number
  /** Whoever reads stops, that it is given up is remembered, and what takes the room is taken away. */
  giveUp: (client: Client) => Promise<void>
}

/** Looks whose growth is judged. */
const growthWindow = 30
const sampledPages = 1000

/**
 * Runs until the signal ends it.
 *
 * @throws CaptureError `outbox-given-up`; the signal's reason.
 */
export async function watchOutbox(options: OutboxWatchOptions): Promise<never> {
  const { signal, logger, source, connection } = options.context
  const looks: WalLook[] = []
  for (let failures = 0; ; failures += 1) {
    signal.throwIfAborted()
    try {
      const client = await connection.connect('watch', { pooled: true })
      try {
        await watchOver(client, options, looks, () => (failures = 0))
      } finally {
        hangUp(client)
      }
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof CaptureError) || error.givesUp) throw error
      logger.warn(
        { source, code: error.code },
        'the room that an outbox takes could not be looked at; it is tried again',
      )
      await pause(backoffMs(failures), signal)
    }
  }
}

async function watchOver(
  client: Client,
  options: OutboxWatchOptions,
  looks: WalLook[],
  onAnswer: () => void,
): Promise<never> {
  const { signal } = options.context
  for (;;) {
    signal.throwIfAborted()
    await look(client, options, looks)
    onAnswer()
    await pause(options.intervalMs, signal)
  }
}

async function look(client: Client, options: OutboxWatchOptions, looks: WalLook[]): Promise<void> {
  const { config, memory, clock, signal } = options.context
  const limits = { timeoutMs: options.answerMs, signal }
  const size = await readSize(client, config.schema, limits)
  if (!size) return memory.report({ wal: null })
  looks.push({ at: clock.monotonic(), keptBytes: size.bytes, status: null, safeBytes: null, serverBudgetBytes: null })
  if (looks.length > growthWindow) looks.shift()
  const { isFull, ...wal } = judgeWal(looks, config.outboxBudgetBytes)
  memory.report({ wal: { ...wal, status: null } })
  if (!isFull) return
  const waiting = await estimateWaiting(client, config.schema, size.pages, limits)
  // What has been read leaves room behind that the next changes use: of that no outbox has to be given up.
  if (waiting * 2 >= size.bytes) await giveUp(client, options, size.bytes)
}

async function giveUp(client: Client, { context, giveUp: end }: OutboxWatchOptions, bytes: number): Promise<never> {
  const { config, memory, logger, source } = context
  await end(client)
  memory.report({ wal: null })
  logger.error(
    { source, bytes, budgetBytes: config.outboxBudgetBytes },
    'an outbox was given up because it took as much room as it may: changes are missing from now on',
  )
  throw outboxGivenUp(`it took ${bytes} bytes, of ${config.outboxBudgetBytes} that it may`)
}

export function outboxGivenUp(why: string): CaptureError {
  return new CaptureError(
    'outbox-given-up',
    `the outbox was given up before it could fill the database's disk: ${why}; its triggers are taken off and it is ` +
      'emptied; changes are missing, and a new beginning is needed',
    { givesUp: true },
  )
}

/** @returns the room that it takes with its index, and the pages of its rows; null when there is none. */
async function readSize(
  client: Client,
  schema: string,
  limits: Limits,
): Promise<{ bytes: number; pages: number } | null> {
  const text = `select pg_total_relation_size(c.oid)::float8 as bytes,
      (pg_relation_size(c.oid) / current_setting('block_size')::int)::float8 as pages
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = $1 and c.relname = 'outbox' and c.relkind = 'r'`
  const [size] = await ask<{ bytes: number; pages: number }>(client, { text, values: [schema] }, limits)
  return size ?? null
}

/** Bytes of the rows that wait, from a sample of its pages: reading all of a full outbox would be a burden of its own. */
async function estimateWaiting(client: Client, schema: string, pages: number, limits: Limits): Promise<number> {
  const percent = Math.min(100, (100 * sampledPages) / Math.max(pages, 1))
  const text = `select coalesce(sum(
      100 + coalesce(pg_column_size(key), 0) + coalesce(pg_column_size(before), 0) + coalesce(pg_column_size(after), 0)
    ), 0)::float8 as bytes from ${outboxTable(schema)} tablesample system ($1::float4)`
  const [sampled] = await ask<{ bytes: number }>(client, { text, values: [percent] }, limits)
  return ((sampled?.bytes ?? 0) * 100) / percent
}
