import type { Pool } from 'pg'
import type { NewEvent, StoredEvent } from '#contract/event.ts'
import { isCausedByData } from '../db/errors.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Telemetry } from '../runtime/telemetry.ts'
import type { Appended, AppendOutcome, AppendRow } from './events.ts'
import { toAppendColumns } from './events.ts'
import { HeldConnection } from './held-connection.ts'
import { ensurePartitions } from './partitions.ts'
import type { RecentEvents } from './recent.ts'

/*
 * Append is the commit point. Appends of all requests are grouped: one flush is in flight while the next one fills,
 * so under load the batch grows by itself and an idle server adds no wait. A caller's promise settles after COMMIT.
 *
 * Order without holes: append_events() takes a transaction-scoped advisory lock, so positions are given out in commit
 * order, in this process and in any other. When a flush fails its callers are told and nothing is assumed: it may
 * have committed before the connection broke, and then their retry is answered `duplicate`.
 */

/** The queue is full: PostgreSQL is slower than the doors. The caller answers 503 and the sender retries. */
export class LogOverloadedError extends Error {
  override name = 'LogOverloadedError'
}

/** Who has been erased, as far as this process has heard. */
export interface ErasedPeople {
  /** How often that has changed. */
  readonly version: bigint
  /** @returns the event without what is personal of somebody erased; the same object when it names nobody such. */
  withoutErased(event: NewEvent): NewEvent
  /** Hears of the newest. */
  refresh(): Promise<void>
}

const mebibyte = 1024 * 1024

interface PendingAppend {
  events: readonly NewEvent[]
  dataJson: readonly string[]
  bytes: number
  hasErased: boolean
  resolve: (appended: Appended) => void
  reject: (error: Error) => void
}

interface AppenderOptions {
  pool: Pool
  recent: RecentEvents
  telemetry: Telemetry
  clock: Clock
  /** Absent = nobody ever is. */
  erased?: ErasedPeople | undefined
  /** A flush takes whole appends until it holds this much. */
  maxFlushEvents?: number
  maxFlushBytes?: number
  /** Appends are refused while this much waits. */
  maxPendingEvents?: number
  maxPendingBytes?: number
}

export class Appender {
  readonly #options: Required<Omit<AppenderOptions, 'erased'>> & Pick<AppenderOptions, 'erased'>
  readonly #connection: HeldConnection
  #pending: PendingAppend[] = []
  #pendingEvents = 0
  #pendingBytes = 0
  #failedAt: number | null = null
  #flushing: Promise<void> | null = null

  constructor(options: AppenderOptions) {
    this.#options = {
      maxFlushEvents: 2000,
      maxFlushBytes: 8 * mebibyte,
      maxPendingEvents: 50_000,
      maxPendingBytes: 32 * mebibyte,
      ...options,
    }
    this.#connection = new HeldConnection(options.pool)
  }

  /** Events that wait for their flush, or for the one in flight. */
  get pendingEvents(): number {
    return this.#pendingEvents
  }

  /** When a flush failed, and not by its data, on the monotonic clock; null once another has succeeded since. */
  get failedAt(): number | null {
    return this.#failedAt
  }

  /**
   * @param bytes about how many the events take as JSON
   * @param dataJson `dataJsonOf` each event, in their order, from a caller that makes them while its last append is under way;
   *   absent = made when they are stored, so that what waits is held once
   * @returns an outcome per event once all of them are durable.
   * @throws LogOverloadedError when too much waits; the database's error when the flush failed.
   */
  append(events: readonly NewEvent[], bytes: number, dataJson: readonly string[] = []): Promise<Appended> {
    const { maxPendingEvents, maxPendingBytes } = this.#options
    if (this.#pendingEvents + events.length > maxPendingEvents || this.#pendingBytes + bytes > maxPendingBytes) {
      return Promise.reject(new LogOverloadedError(`${this.#pendingEvents} events wait to be stored; send again later`))
    }
    return new Promise((resolve, reject) => {
      this.#pending.push({ events, dataJson, bytes, hasErased: false, resolve, reject })
      this.#pendingEvents += events.length
      this.#pendingBytes += bytes
      this.#flushing ??= this.#flushAll()
    })
  }

  /** Resolves when nothing waits any more. */
  async drain(): Promise<void> {
    while (this.#flushing) await this.#flushing
  }

  async #flushAll(): Promise<void> {
    // Requests that were read from their sockets in this turn of the event loop share the first flush.
    await new Promise(setImmediate)
    while (this.#pending.length > 0) {
      await this.#flush(this.#takeFlush())
    }
    this.#connection.release()
    this.#flushing = null
  }

  #takeFlush(): PendingAppend[] {
    const { maxFlushEvents, maxFlushBytes } = this.#options
    let taken = { events: 0, bytes: 0 }
    let count = 0
    for (const { events, bytes } of this.#pending) {
      const grown = { events: taken.events + events.length, bytes: taken.bytes + bytes }
      if (count > 0 && (grown.events > maxFlushEvents || grown.bytes > maxFlushBytes)) break
      taken = grown
      count++
    }
    return this.#pending.splice(0, count)
  }

  async #flush(flush: PendingAppend[]): Promise<void> {
    const { telemetry, clock, recent, erased } = this.#options
    const knownErasures = erased?.version
    const batch = uniqueRows(flush.flatMap((append) => this.#withoutErased(append)))
    const startedAt = clock.monotonic()
    try {
      const positions = await this.#store(batch.unique, knownErasures)
      this.#failedAt = null
      const committedAt = clock.now()
      const bytes = flush.reduce((sum, append) => sum + append.bytes, 0)
      const stored = recent.add(storedEvents(batch.unique, positions), { committedAt, bytes })
      this.#release(flush)
      settle(flush, batch.indexes, positions, committedAt)
      telemetry.emit('log.appended', {
        from: stored.from,
        to: stored.to,
        stored: stored.count,
        duplicates: batch.indexes.length - stored.count,
        committedAt,
        durationMs: clock.monotonic() - startedAt,
      })
    } catch (cause) {
      if (isUnheardOf(cause) && (await this.#hear())) {
        await this.#flush(flush)
        return
      }
      // The data of one caller must not fail the others: each is tried alone.
      if (flush.length > 1 && isCausedByData(cause)) {
        for (const alone of flush) await this.#flush([alone])
        return
      }
      if (!isCausedByData(cause)) this.#failedAt = clock.monotonic()
      const error = new Error('The log could not store these events; sending them again is safe', { cause })
      this.#release(flush)
      for (const { reject } of flush) reject(error)
      telemetry.emit('log.append-failed', { events: batch.indexes.length, error })
    }
  }

  #withoutErased(append: PendingAppend): AppendRow[] {
    const { erased } = this.#options
    return append.events.map((event, index) => {
      const kept = erased?.withoutErased(event) ?? event
      if (kept !== event) append.hasErased = true
      return { event: kept, dataJson: kept === event ? append.dataJson[index] : undefined }
    })
  }

  /** @returns false when the database cannot be asked. */
  async #hear(): Promise<boolean> {
    try {
      await this.#options.erased?.refresh()
      return this.#options.erased !== undefined
    } catch {
      return false
    }
  }

  #release(flush: readonly PendingAppend[]): void {
    for (const { events, bytes } of flush) {
      this.#pendingEvents -= events.length
      this.#pendingBytes -= bytes
    }
  }

  /**
   * @param knownErasures as of when what is personal was taken out of the rows
   * @returns per event its position, or null for a duplicate.
   */
  async #store(rows: readonly AppendRow[], knownErasures: bigint | undefined): Promise<(bigint | null)[]> {
    try {
      return await this.#appendRows(rows, knownErasures)
    } catch (error) {
      if (!isMissingPartition(error)) throw error
      await ensurePartitions(this.#options.pool)
      return this.#appendRows(rows, knownErasures)
    }
  }

  async #appendRows(appended: readonly AppendRow[], knownErasures: bigint | undefined): Promise<(bigint | null)[]> {
    const { rows } = await this.#connection.query<{ first: string; fresh: number[] | null }>({
      name: 'append-events',
      text: 'select first, fresh from append_events($1, $2, $3, $4, $5, $6, $7, $8, $9)',
      values: [...toAppendColumns(appended), knownErasures?.toString() ?? null],
    })
    const [row] = rows
    if (!row) throw new Error('append_events() answered nothing')
    return positionsOf(appended.length, row)
  }
}

/** @param fresh those that have a position, counted from 1 and in its order; null: all of them. */
function positionsOf(
  count: number,
  { first, fresh }: { first: string; fresh: readonly number[] | null },
): (bigint | null)[] {
  const start = BigInt(first)
  if (fresh === null) return Array.from({ length: count }, (_, index) => start + BigInt(index))
  const positions = Array.from({ length: count }, (): bigint | null => null)
  for (const [index, n] of fresh.entries()) positions[n - 1] = start + BigInt(index)
  return positions
}

/** VE001: somebody was erased of whom this process has not heard. */
function isUnheardOf(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'VE001'
}

/** 23514: no partition of events found for row. */
function isMissingPartition(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23514'
}

/** The first of each (source, id), and for every given row the index of its first; a repeat in one flush is a duplicate. */
function uniqueRows(rows: readonly AppendRow[]): {
  unique: AppendRow[]
  indexes: { index: number; first: boolean }[]
} {
  const seen = new Map<string, number>()
  const unique: AppendRow[] = []
  const indexes = rows.map((row) => {
    const key = `${row.event.source}\n${row.event.id}`
    const known = seen.get(key)
    if (known !== undefined) return { index: known, first: false }
    seen.set(key, unique.length)
    unique.push(row)
    return { index: unique.length - 1, first: true }
  })
  return { unique, indexes }
}

function storedEvents(rows: readonly AppendRow[], positions: readonly (bigint | null)[]): StoredEvent[] {
  return rows.flatMap(({ event }, index) => {
    const position = positions[index]
    return position == null ? [] : [toStored(event, position)]
  })
}

/** Member by member: one shape for all stored events, and several times as fast as a spread. */
function toStored(event: NewEvent, position: bigint): StoredEvent {
  const { id, source, type, subject, occurredAt, receivedAt, data, backfill, synthetic, clamped } = event
  return { position, id, source, type, subject, occurredAt, receivedAt, data, backfill, synthetic, clamped }
}

function settle(
  flush: readonly PendingAppend[],
  indexes: readonly { index: number; first: boolean }[],
  positions: readonly (bigint | null)[],
  committedAt: number,
): void {
  let next = 0
  for (const { events, hasErased, resolve } of flush) {
    const outcomes = indexes.slice(next, next + events.length).map(({ index, first }): AppendOutcome => {
      const position = positions[index]
      return first && position != null ? { outcome: 'stored', position } : { outcome: 'duplicate' }
    })
    next += events.length
    resolve({ outcomes, committedAt, hasErased })
  }
}
