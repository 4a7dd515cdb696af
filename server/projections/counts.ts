import type { StoredEvent } from '#contract/event.ts'
import type { BusinessTime } from '../runtime/business-time.ts'

export type Grain = 'second' | 'minute' | 'hour' | 'day'
export type Basis = 'received' | 'occurred'

/** How many events of a source and type fall into a bucket that begins at `bucket`, epoch ms. */
export interface CountChange {
  grain: Grain
  basis: Basis
  bucket: number
  source: string
  type: string
  count: number
}

/** Counts per second are kept this long behind the newest received event. */
export const secondsKeptMs = 120_000

/**
 * Folds events into changes, one per bucket, source and type, in a fixed order. Seconds that are already past their
 * keeping are left out: they would be removed in the same transaction. Synthetic events count nowhere.
 */
export function foldCounts(events: readonly StoredEvent[], time: BusinessTime): CountChange[] {
  const counted = events.filter(({ synthetic }) => !synthetic)
  const newestMs = counted.reduce((newest, { receivedAt }) => Math.max(newest, receivedAt), 0)
  const oldestSecond = truncate(newestMs, 1000) - secondsKeptMs
  const changes = new Changes()
  for (const { basis, bucket: second, source, type, count } of countSeconds(counted)) {
    for (const { grain, bucket } of bucketsOf(second, time)) {
      if (grain === 'second' && bucket <= oldestSecond) continue
      changes.add({ grain, basis, bucket, source, type }, count)
    }
  }
  return [...changes.all()]
}

/** Every grain is made of whole seconds, so a busy second is computed once and not once an event. */
function countSeconds(events: readonly StoredEvent[]): Iterable<CountChange> {
  const seconds = new Changes()
  for (const { source, type, receivedAt, occurredAt } of events) {
    const grain = 'second'
    seconds.add({ grain, basis: 'received', bucket: truncate(receivedAt, 1000), source, type }, 1)
    seconds.add({ grain, basis: 'occurred', bucket: truncate(occurredAt, 1000), source, type }, 1)
  }
  return seconds.all()
}

/** Changes in the order in which they were first added. */
class Changes {
  readonly #byKey = new Map<string, CountChange>()

  add(place: Omit<CountChange, 'count'>, count: number): void {
    const { grain, basis, bucket, source, type } = place
    const key = `${grain}|${basis}|${bucket}|${source}|${type}`
    const change = this.#byKey.get(key)
    if (change) change.count += count
    else this.#byKey.set(key, { ...place, count })
  }

  all(): Iterable<CountChange> {
    return this.#byKey.values()
  }
}

function bucketsOf(second: number, time: BusinessTime): { grain: Grain; bucket: number }[] {
  return [
    { grain: 'second', bucket: second },
    { grain: 'minute', bucket: truncate(second, 60_000) },
    { grain: 'hour', bucket: truncate(second, 3_600_000) },
    { grain: 'day', bucket: time.startOfDay(second) },
  ]
}

function truncate(at: number, unitMs: number): number {
  return Math.floor(at / unitMs) * unitMs
}
