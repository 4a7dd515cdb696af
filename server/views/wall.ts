import type { Pool } from 'pg'
import type {
  PublicFacts,
  WallEventRow,
  WallOwnRow,
  WallRow,
  WallSecondRow,
  WallSourceRow,
} from '#contract/views/wall.ts'
import type { Mode } from '#contract/freshness.ts'
import { ownSource } from '../ingest/own-sources.ts'
import type { SourceCounts } from './source-counts.ts'
import { maskFacts } from './mask-event.ts'
import { minuteCounts, sourceCountJoins, sourceCountMembers, sourceCountTables } from './source-counts.ts'
import type { View, ViewReading } from './view.ts'
import type { BusinessDay, TotalTables, WallOptions } from './wall-total.ts'
import { totalColumns, totalRow } from './wall-total.ts'

const eventsShown = 20
/** A source without settings: its events came before it was removed. */
const unknownSource = { kind: 'unknown', mode: 'push' as const, promiseSeconds: 300 }

/** Records received and stored, live. Its windows move with the clock, so it is read once a second at least. */
export function wallView({ pool, clock, time, company }: WallOptions): View {
  return {
    name: 'wall',
    permission: 'view:wall',
    hasParameter: false,
    freshnessTargetSeconds: 1,
    mode: 'push',
    refreshMs: 1000,
    reads: ['counters'],
    async read() {
      const now = clock.now()
      return toReading(await readTables(pool, { now, dayStart: time.startOfDay(now) }), {
        now,
        company,
        day: time.dayName(now),
        timeZone: time.timeZone,
      })
    },
  }
}

interface SourceTables extends SourceCounts {
  source: string
  name: string | null
  kind: string | null
  mode: Mode | null
  promiseSeconds: number | null
}

interface WallTables extends TotalTables {
  seconds: { at: number; count: number }[] | null
  sources: SourceTables[] | null
  latest:
    | { position: string; source: string; type: string; occurredAt: number; receivedAt: number; facts: PublicFacts }[]
    | null
}

/** Everything in one statement: one statement sees one snapshot, so rows, checkpoint and head belong together. */
async function readTables(pool: Pool, { now, dayStart }: { now: number; dayStart: number }): Promise<WallTables> {
  const { rows } = await pool.query<WallTables>({
    name: 'read-wall',
    text: `
      with ${sourceCountTables}, names as (
        select slug as source from sources union select source from source_activity
      ), latest as (
        select * from latest_events order by position desc limit ${eventsShown}
      )
      select ${totalColumns},
        (select json_agg(json_build_object('at', extract(epoch from bucket)::int8 * 1000, 'count', count))
         from (select bucket, sum(count) as count from seconds group by bucket) per_second) as seconds,
        (select json_agg(json_build_object(
           'source', source, 'name', name, 'kind', kind, 'mode', mode, 'promiseSeconds', promise_seconds,
           ${sourceCountMembers}) order by source)
         from names left join sources on sources.slug = source ${sourceCountJoins}) as sources,
        (select json_agg(json_build_object(
           'position', position::text, 'source', source, 'type', type,
           'occurredAt', (extract(epoch from occurred_at) * 1000)::int8,
           'receivedAt', (extract(epoch from received_at) * 1000)::int8, 'facts', facts))
         from latest) as latest`,
    values: [now, dayStart],
  })
  if (!rows[0]) throw new Error('the wall query answered no row')
  return rows[0]
}

interface Moment extends BusinessDay {
  now: number
}

/** Pure: tables to rows. */
export function toReading(tables: WallTables, moment: Moment): ViewReading {
  const rows: Record<string, WallRow> = { total: totalRow(tables, moment) }
  for (const { at, count } of tables.seconds ?? []) {
    rows[`second:${at / 1000}`] = { kind: 'second', at, received: count } satisfies WallSecondRow
  }
  for (const source of tables.sources ?? []) {
    if (source.source !== ownSource) rows[`source:${source.source}`] = sourceRow(source, moment.now)
    else if (source.today > 0) rows.own = { kind: 'own', ...countsOf(source, moment.now) } satisfies WallOwnRow
  }
  for (const event of tables.latest ?? [])
    rows[`event:${event.position}`] = { kind: 'event', ...event, facts: maskFacts(event.facts) } satisfies WallEventRow
  const newest = tables.latest?.[0]
  return {
    position: BigInt(tables.position),
    rows,
    newest: newest ? { occurredAt: newest.occurredAt, receivedAt: newest.receivedAt } : null,
  }
}

function sourceRow(source: SourceTables, now: number): WallSourceRow {
  return {
    kind: 'source',
    source: source.source,
    name: source.name ?? source.source,
    sourceKind: source.kind ?? unknownSource.kind,
    mode: source.mode ?? unknownSource.mode,
    promiseSeconds: source.promiseSeconds ?? unknownSource.promiseSeconds,
    ...countsOf(source, now),
    asOf: source.asOf,
    everySeconds: source.everySeconds,
    problemSince: source.problemSince,
  }
}

function countsOf({ today, lastMinute, minutes, lastReceivedAt }: SourceTables, now: number) {
  return { today, lastMinute, minutes: minuteCounts(minutes, now), lastReceivedAt }
}
