import { randomUUID } from 'node:crypto'
import pg from 'pg'
import * as z from 'zod'
import type { ReplicationConfig } from '#contract/database.ts'
import { backoffMs, pause } from '../../../runtime/backoff.ts'
import type { CaptureContext } from '../capture.ts'
import { CaptureError } from '../capture.ts'
import { explainConnectFailure } from '../connect-failure.ts'
import type { WalLook } from './judge-wal.ts'
import { judgeWal } from './judge-wal.ts'
import type { Lsn } from './lsn.ts'
import { parseLsn } from './lsn.ts'
import type { SlotMemory } from './slot-decision.ts'
import { explainOther, isRememberedSlot } from './slot-decision.ts'
import { dropSlot, readSlot } from './slot.ts'
import { watchTables } from './watch-tables.ts'

/*
 * The guard of somebody's production database: whatever else this process does or does not, it looks at what the slot
 * keeps, and gives the slot up before a disk is full. It has a connection of its own, and a fault of that connection
 * stops nothing else. On the same connection it writes a logical message, which comes back through the slot: the
 * heartbeat that moves an idle slot on, and the canary of the whole way.
 */

export interface WalWatchOptions {
  context: Pick<
    CaptureContext<ReplicationConfig>,
    'source' | 'config' | 'connection' | 'memory' | 'logger' | 'clock' | 'signal'
  >
  slot: string
  /** What is remembered now. A slot that is not as it is remembered is somebody else's. */
  known: () => SlotMemory | null
  /**
   * What goes on meanwhile. A heartbeat that nobody reads would only fill the log; before it is made, a slot is not missed. At a
   * start whoever decides what is to be done says what else is wrong with it (slot-decision.ts).
   */
  during: 'start' | 'beginning' | 'following' | 'pause'
  /** Before the slot is dropped: whoever reads from it stops, and that it is given up is remembered. */
  beforeDrop?: () => Promise<void>
  /** The end of the write-ahead log at some moment. */
  onLook?: (walEnd: Lsn) => void
  intervalMs?: number
  heartbeatMs?: number
}

const statementTimeoutMs = 8000
/** What a slot may keep before the server is asked for a record that lets it keep less. */
const askAboveBytes = 8 * 1024 ** 2
/** Looks whose growth is judged. */
const growthWindow = 30
/** A database that does not answer for so long is away, and then so is whatever else waits for it. */
const silenceMs = 20_000

export const canarySchema = z.object({ canary: z.uuid(), sentAt: z.int().nonnegative() })

/**
 * Runs until the signal ends it.
 *
 * @throws CaptureError when the slot is given up or gone, or the database has fallen silent; the signal's reason.
 */
export async function watchWal(options: WalWatchOptions): Promise<never> {
  const { signal, logger, source, clock } = options.context
  let answeredAt = clock.monotonic()
  for (let failures = 0; ; failures += 1) {
    signal.throwIfAborted()
    try {
      await watchOnOneLine(options, () => {
        failures = 0
        answeredAt = clock.monotonic()
      })
    } catch (cause) {
      signal.throwIfAborted()
      const error = explainConnectFailure(cause)
      if (error.givesUp) throw error
      // A refusal is an answer, too; whoever else is connected may go on.
      if (clock.monotonic() - answeredAt > silenceMs && error.code === 'connection-timeout') throw error
      if (error.code !== 'connection-timeout') answeredAt = clock.monotonic()
      logger.warn({ source, code: error.code }, 'what a slot keeps could not be looked at; it is tried again')
      await pause(backoffMs(failures), signal)
    }
  }
}

/**
 * One look at what the slot keeps, for a start that may get no further: while it is tried again and again nobody else watches.
 *
 * @throws CaptureError `slot-given-up`, or why the database could not be asked.
 */
export async function lookAtWal(client: pg.Client, options: Omit<WalWatchOptions, 'during'>): Promise<void> {
  try {
    await look(client, { ...options, during: 'start' }, [])
  } catch (cause) {
    throw explainConnectFailure(cause)
  }
}

async function watchOnOneLine(options: WalWatchOptions, onAnswer: () => void): Promise<never> {
  const { context, during, intervalMs = 10_000, heartbeatMs = 30_000 } = options
  const { clock, signal } = context
  const client = await context.connection.connect('watch', { statementTimeoutMs })
  const end = () => void client.end().catch(() => undefined)
  signal.addEventListener('abort', end)
  const looks: WalLook[] = []
  const tables = during === 'following' ? watchTables({ context, client, publishedAt: clock.now() }) : null
  let beatAt = Number.NEGATIVE_INFINITY
  try {
    let mayAsk = during === 'following'
    for (;;) {
      signal.throwIfAborted()
      if (during === 'following' && clock.monotonic() - beatAt >= heartbeatMs) {
        beatAt = clock.monotonic()
        await beat(client, clock.now())
      }
      await look(client, options, looks)
      await tables?.look()
      onAnswer()
      if (mayAsk && (looks.at(-1)?.keptBytes ?? 0) > askAboveBytes)
        mayAsk = await logRunningTransactions(client, context)
      await pause(intervalMs, signal)
    }
  } finally {
    signal.removeEventListener('abort', end)
    end()
  }
}

async function look(client: pg.Client, options: WalWatchOptions, looks: WalLook[]): Promise<void> {
  const { context, slot, during, onLook } = options
  const { config, memory, clock } = context
  const found = await readSlot(client, slot)
  // Remembered goes ahead of acknowledged: read before the slot, it could be behind it.
  const known = options.known()
  const isOurs = found !== null && known?.slot === slot && isRememberedSlot(known, found)
  const seen = isOurs ? await readWal(client, slot) : null
  if (!seen) {
    if (during === 'beginning' || during === 'start') return
    const reason = found && !isOurs ? explainOther(slot) : `somebody dropped the replication slot ${slot}`
    throw new CaptureError('slot-missing', `${reason}; ${changesMissing}`, { givesUp: true })
  }
  onLook?.(seen.walEnd)
  looks.push({ ...seen, at: clock.monotonic() })
  if (looks.length > growthWindow) looks.shift()
  const { keptBytes, budgetBytes, secondsToFull, isFull } = judgeWal(looks, config.walBudgetBytes)
  memory.report({ wal: { keptBytes, budgetBytes, secondsToFull, status: seen.status } })
  if (seen.status === 'lost' && during !== 'start') {
    const detail = `the server has removed write-ahead log that the slot ${slot} still needed; ${changesMissing}`
    throw new CaptureError('slot-lost', detail, { givesUp: true })
  }
  if (isFull) await giveUp(client, options, keptBytes)
}

async function giveUp(
  client: pg.Client,
  { context, slot, beforeDrop }: WalWatchOptions,
  keptBytes: number,
): Promise<never> {
  const { config, memory, logger, source } = context
  await beforeDrop?.()
  await dropSlot(client, slot)
  memory.report({ wal: null })
  logger.error(
    { source, slot, keptBytes, budgetBytes: config.walBudgetBytes },
    'a replication slot was dropped because it held back as much write-ahead log as it may: changes are missing from now on',
  )
  throw new CaptureError(
    'slot-given-up',
    `the slot ${slot} held back ${keptBytes} bytes of write-ahead log, of ${config.walBudgetBytes} that it may; it was ` +
      `dropped before it could fill the database's disk; ${changesMissing}`,
    { givesUp: true },
  )
}

const changesMissing = 'changes are missing, and a new beginning is needed'

async function readWal(client: pg.Client, slot: string): Promise<(Omit<WalLook, 'at'> & { walEnd: Lsn }) | null> {
  const { rows } = await client.query<Omit<WalLook, 'at' | 'keptBytes'> & { keptBytes: number | null; walEnd: string }>(
    `select pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::float8 as "keptBytes", wal_status as status,
       safe_wal_size::float8 as "safeBytes", pg_current_wal_lsn()::text as "walEnd",
       (select nullif(setting::float8, -1) * 1024 * 1024 from pg_settings where name = 'max_slot_wal_keep_size')
         as "serverBudgetBytes"
     from pg_replication_slots where slot_name = $1`,
    [slot],
  )
  const [seen] = rows
  // The log of a slot that is lost is gone: it keeps nothing.
  return seen ? { ...seen, keptBytes: seen.keptBytes ?? 0, walEnd: parseLsn(seen.walEnd) } : null
}

async function beat(client: pg.Client, sentAt: number): Promise<void> {
  const canary: z.infer<typeof canarySchema> = { canary: randomUUID(), sentAt }
  await client.query(`select pg_logical_emit_message(false, 'vigie', $1)`, [JSON.stringify(canary)])
}

/**
 * A slot lets go of the log only up to the newest record of the running transactions. The server writes one every 15 s, which on a
 * busy one is a lot of log; whoever may asks for one. Since PostgreSQL 16, superusers and whom they let; without it all goes on.
 *
 * @returns whether it may be asked for again on this line.
 */
async function logRunningTransactions(
  client: pg.Client,
  { source, logger }: WalWatchOptions['context'],
): Promise<boolean> {
  try {
    const { rows } = await client.query<{ may: boolean | null }>(
      `select has_function_privilege(to_regprocedure('pg_catalog.pg_log_standby_snapshot()'), 'execute') as may`,
    )
    if (rows[0]?.may !== true) return false
    await client.query('select pg_catalog.pg_log_standby_snapshot()')
    return true
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error
    logger.warn({ source, code: error.code }, 'a slot keeps what it would anyway: the server cannot be asked for less')
    return false
  }
}
