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
  /** How often the database is asked when no hint comes: a hint may be lost, an event may not. */
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
  /** When the database had nothing more. */
  let emptyAt = Number.NEGATIVE_INFINITY
  try {
    while (!signal.aborted) {
      wake.reset()
      let batch = recent.after(after, maxBatch)
      const untilDueMs = pollMs - (performance.now() - emptyAt)
      if (batch.length === 0 && (after < recent.newest || untilDueMs <= 0)) {
        batch = await readEvents(pool, { after, limit: maxBatch })
        emptyAt = batch.length > 0 ? Number.NEGATIVE_INFINITY : performance.now()
      }
      const last = batch.at(-1)
      if (last) {
        after = last.position
        yield batch
      } else {
        // What this process has just written is not asked for: it is here before its answer could be.
        await wake.wait(Math.max(0, untilDueMs))
      }
    }
  } finally {
    stopListening()
    signal.removeEventListener('abort', wake.notify)
  }
}
