import type { Pool } from 'pg'
import type { StoredEvent } from '#contract/event.ts'
import { isTimeout } from '../db/errors.ts'
import type { Telemetry } from '../runtime/telemetry.ts'
import { createWake } from '../runtime/wake.ts'
import type { PolledHead } from './polled-head.ts'
import type { EventRange } from './read.ts'
import { readRange } from './read.ts'
import type { RecentEvents } from './recent.ts'

interface TailOptions {
  pool: Pool
  telemetry: Telemetry
  recent: RecentEvents
  /** Shows what other processes have appended, behind our own events or between them. */
  head: PolledHead
  after: bigint
  signal: AbortSignal
  maxBatch?: number
}

/**
 * Follows the log: yields non-empty batches in position order, without holes, until the signal aborts. Appends of
 * this process wake it at once and are served from memory; those of other processes are found by polling.
 *
 * To cut a page by bytes the database looks at all that it is asked for. Where events are large that may take longer than
 * a statement may, however often it is tried: there, about as many are asked for as the last page had room for.
 *
 * @throws the database's error when reading fails; the caller starts again from what it has processed.
 */
export async function* tail(options: TailOptions): AsyncGenerator<StoredEvent[], void, undefined> {
  const { pool, telemetry, recent, head, signal, maxBatch = 5000 } = options
  const wake = createWake()
  const stopListening = telemetry.on('log.appended', wake.notify)
  signal.addEventListener('abort', wake.notify)
  let after = options.after
  const reader = recent.follow(after)
  let limit = maxBatch
  try {
    while (!signal.aborted) {
      wake.reset()
      let batch = recent.after(after, maxBatch)
      if (batch.length === 0 && (after < recent.newest || after < (await head.read()))) {
        const page = await readWithinTime(pool, { after, limit })
        batch = page.events
        limit = Math.min(maxBatch, page.nextLimit)
      }
      const last = batch.at(-1)
      if (last) {
        after = last.position
        yield batch
        // Not before the next is asked for: until then somebody may want to know when this one was committed.
        reader.passed(after)
      } else {
        // An append of this process wakes it, and is in memory by then.
        await wake.wait(head.restMs)
      }
    }
  } finally {
    reader.end()
    stopListening()
    signal.removeEventListener('abort', wake.notify)
  }
}

interface Page {
  events: StoredEvent[]
  /** How many to ask for next. */
  nextLimit: number
}

/** Each try takes all the time that a statement has, and a connection: few of them are made. */
const lessPerTry = 8

/** @throws the database's error, also where there is no time to read a single event. */
async function readWithinTime(pool: Pool, { after, limit }: EventRange): Promise<Page> {
  try {
    const { events, isCut } = await readRange(pool, { after, limit })
    const isFull = isCut || events.length === limit
    return { events, nextLimit: isFull ? 2 * events.length : limit }
  } catch (error) {
    if (limit === 1 || !isTimeout(error)) throw error
    return { events: [], nextLimit: Math.ceil(limit / lessPerTry) }
  }
}
