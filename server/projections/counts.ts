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
  const changes = new Map<string, CountChange>()
  const counted = events.filter(({ synthetic }) => !synthetic)
  const newestMs = counted.reduce((newest, { receivedAt }) => Math.max(newest, receivedAt), 0)
  const oldestSecond = truncate(newestMs, 1000) - secondsKeptMs
  for (const { source, type, receivedAt, occurredAt } of counted) {
    for (const { basis, at } of [
      { basis: 'received', at: receivedAt },
      { basis: 'occurred', at: occurredAt },
    ] as const) {
      for (const { grain, bucket } of bucketsOf(at, time)) {
        if (grain === 'second' && bucket <= oldestSecond) continue
        const key = `${grain}|${basis}|${bucket}|${source}|${type}`
        const change = changes.get(key)
        if (change) change.count++
        else changes.set(key, { grain, basis, bucket, source, type, count: 1 })
      }
    }
  }
  return [...changes.values()]
}

function bucketsOf(at: number, time: BusinessTime): { grain: Grain; bucket: number }[] {
  return [
    { grain: 'second', bucket: truncate(at, 1000) },
    { grain: 'minute', bucket: truncate(at, 60_000) },
    { grain: 'hour', bucket: truncate(at, 3_600_000) },
    { grain: 'day', bucket: time.startOfDay(at) },
  ]
}

function truncate(at: number, unitMs: number): number {
  return Math.floor(at / unitMs) * unitMs
}
