import type { Pool } from 'pg'
import type { StoredEvent } from '#contract/event.ts'
import { secondsKeptMs } from '../projections/counts.ts'
import { publicFactsOf } from '#contract/public-facts.ts'
import { latestSlots } from '../projections/latest.ts'
import type { BusinessTime } from '../runtime/business-time.ts'

/** Everything the `counters` projection writes, in one comparable value; times are epoch ms, sorted lines of text. */
export interface CounterTables {
  counts: string[]
  latest: unknown[]
  activity: string[]
  canaries: string[]
}

export async function readCounterTables(pool: Pool): Promise<CounterTables> {
  const counts = await pool.query<{ line: string }>(
    `select concat_ws(' ', grain, basis, (extract(epoch from bucket) * 1000)::int8, source, type, count) as line
     from event_counts`,
  )
  const latest = await pool.query<{ row: unknown }>(
    `select json_build_object(
       'slot', slot, 'position', position, 'source', source, 'type', type,
       'occurredAt', (extract(epoch from occurred_at) * 1000)::int8,
       'receivedAt', (extract(epoch from received_at) * 1000)::int8, 'facts', facts) as row
     from latest_events order by slot`,
  )
  const activity = await pool.query<{ line: string }>(
    `select concat_ws(' ', source, (extract(epoch from first_received_at) * 1000)::int8,
       (extract(epoch from last_received_at) * 1000)::int8, last_position) as line
     from source_activity`,
  )
  const canaries = await pool.query<{ line: string }>(
    `select concat_ws(' ', source, (extract(epoch from sent_at) * 1000)::int8,
       (extract(epoch from received_at) * 1000)::int8, position) as line
     from source_canaries`,
  )
  return {
    counts: counts.rows.map(({ line }) => line).toSorted(),
    latest: latest.rows.map(({ row }) => row),
    activity: activity.rows.map(({ line }) => line).toSorted(),
    canaries: canaries.rows.map(({ line }) => line).toSorted(),
  }
}

/** What the tables must hold once all these events are in them, in whatever order: worked out the slow, plain way. */
export function expectedCounterTables(events: readonly StoredEvent[], time: BusinessTime): CounterTables {
  const counted = events.filter(({ synthetic }) => !synthetic)
  return {
    counts: expectedCounts(counted, time),
    latest: expectedLatest(counted),
    activity: expectedActivity(counted),
    canaries: expectedCanaries(events.filter(({ type, synthetic }) => synthetic && type === 'source.canary')),
  }
}

function expectedCounts(counted: readonly StoredEvent[], time: BusinessTime): string[] {
  const newest = Math.max(...counted.map(({ receivedAt }) => receivedAt))
  const oldestSecond = floor(newest, 1000) - secondsKeptMs
  const counts = new Map<string, number>()
  for (const { source, type, receivedAt, occurredAt } of counted) {
    for (const [basis, at] of [
      ['received', receivedAt],
      ['occurred', occurredAt],
    ] as const) {
      const places = [
        ...(floor(at, 1000) > oldestSecond ? [`second ${basis} ${floor(at, 1000)}`] : []),
        `minute ${basis} ${floor(at, 60_000)}`,
        `hour ${basis} ${floor(at, 3_600_000)}`,
        `day ${basis} ${time.startOfDay(at)}`,
      ]
      for (const place of places) {
        const key = `${place} ${source} ${type}`
        counts.set(key, (counts.get(key) ?? 0) + 1)
      }
    }
  }
  return [...counts].map(([key, count]) => `${key} ${count}`).toSorted()
}

function expectedLatest(counted: readonly StoredEvent[]): unknown[] {
  return Array.from({ length: latestSlots }, (_, slot) => slot).flatMap((slot) => {
    const event = counted.findLast(({ position }) => position % BigInt(latestSlots) === BigInt(slot))
    if (!event) return []
    const { position, source, type, occurredAt, receivedAt } = event
    return [{ slot, position: Number(position), source, type, occurredAt, receivedAt, facts: publicFactsOf(event) }]
  })
}

function expectedActivity(counted: readonly StoredEvent[]): string[] {
  return [...new Set(counted.map(({ source }) => source))]
    .map((source) => {
      const own = counted.filter((event) => event.source === source)
      const received = own.map(({ receivedAt }) => receivedAt)
      return `${source} ${Math.min(...received)} ${Math.max(...received)} ${own.at(-1)?.position}`
    })
    .toSorted()
}

function expectedCanaries(canaries: readonly StoredEvent[]): string[] {
  const newest = new Map(canaries.map((event) => [event.source, event]))
  return [...newest.values()]
    .map(({ source, occurredAt, receivedAt, position }) => `${source} ${occurredAt} ${receivedAt} ${position}`)
    .toSorted()
}

function floor(at: number, unitMs: number): number {
  return Math.floor(at / unitMs) * unitMs
}
