import type { Pool } from 'pg'
import type { StoredEvent } from '#contract/event.ts'
import type { Telemetry } from '../runtime/telemetry.ts'
import { createWake } from '../runtime/wake.ts'
import { readEvents } from './read.ts'
import type { RecentEvents } from './recent.ts'

interface TailOptions {
  pool: Pool
  telemetry: Telemetry
  recent: RecentEvents
  after: bigint
  signal: AbortSignal
  maxBatch?: number
  /** How often, at the most, the database is asked for what other processes have appended behind our own events. */
  pollMs?: number
}

/**
 * Follows the log: yields non-empty batches in position order, without holes, until the signal aborts. Appends of
 * this process wake it at once and are served from memory; those of other processes are found by polling.
 *
 * @throws the database's error when reading fails; the caller starts again from what it has processed.
 */
export async function* tail(options: TailOptions): AsyncGenerator<StoredEvent[], void, undefined> {
  const { pool, telemetry, recent, signal, maxBatch = 5000, pollMs = 200 } = options
  const wake = createWake()
  const stopListening = telemetry.on('log.appended', wake.notify)
  signal.addEventListener('abort', wake.notify)
  let after = options.after
  /** By `performance.now()`. Until then only what others have appended between our own events is asked for. */
  let nextPollAt = 0
  try {
    while (!signal.aborted) {
      wake.reset()
      let batch = recent.after(after, maxBatch)
      if (batch.length === 0 && (after < recent.newest || performance.now() >= nextPollAt)) {
        batch = await readEvents(pool, { after, limit: maxBatch })
        nextPollAt = batch.length > 0 ? 0 : performance.now() + pollMs
      }
      const last = batch.at(-1)
      if (last) {
        after = last.position
        yield batch
      } else {
        // An append of this process wakes it, and is in memory by then.
        await wake.wait(Math.max(0, nextPollAt - performance.now()))
      }
    }
  } finally {
    stopListening()
    signal.removeEventListener('abort', wake.notify)
  }
}
