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

/** How far the clock of whoever received an event may be ahead. */
export const clocksApartMs = 5000

/**
 * Folds events into changes, one per bucket, source and type, in a fixed order. Seconds that are past their keeping by these
 * events alone are left out; of all others the database knows. Synthetic events count nowhere.
 *
 * @param now epoch ms: what was received later by more than clocks differ makes no second old.
 */
export function foldCounts(events: readonly StoredEvent[], time: BusinessTime, now: number): CountChange[] {
  const counted = events.filter(({ synthetic }) => !synthetic)
  const newest = counted.reduce((most, { receivedAt }) => Math.max(most, receivedAt), -Infinity)
  const past = truncate(Math.min(newest, now + clocksApartMs), 1000) - secondsKeptMs
  const changes = new Changes()
  for (const { basis, bucket: second, source, type, count } of countSeconds(counted)) {
    for (const { grain, bucket } of bucketsOf(second, time)) {
      if (grain === 'second' && bucket <= past) continue
      changes.add({ grain, basis, bucket, source, type }, count)
    }
  }
  return [...changes.all()]
}

/** Every grain is made of whole seconds, so a busy second is computed once and not once an event. */
function countSeconds(events: readonly StoredEvent[]): Iterable<CountChange> {
  const seconds = new Changes()
  const newest: Partial<Record<Basis, CountChange>> = {}
  const add = (basis: Basis, at: number, { source, type }: StoredEvent): void => {
    const bucket = truncate(at, 1000)
    const known = newest[basis]
    // Events come in runs of a kind.
    if (known?.bucket === bucket && known.type === type && known.source === source) known.count += 1
    else newest[basis] = seconds.add({ grain: 'second', basis, bucket, source, type }, 1)
  }
  for (const event of events) {
    add('received', event.receivedAt, event)
    add('occurred', event.occurredAt, event)
  }
  return seconds.all()
}

/** Changes in the order in which they were first added. */
class Changes {
  readonly #byKey = new Map<string, CountChange>()

  /** @returns the change that now holds them. */
  add(place: Omit<CountChange, 'count'>, count: number): CountChange {
    const { grain, basis, bucket, source, type } = place
    const key = `${grain}|${basis}|${bucket}|${source}|${type}`
    const known = this.#byKey.get(key)
    const change = known ?? { ...place, count: 0 }
    change.count += count
    if (!known) this.#byKey.set(key, change)
    return change
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
