import type { Pool } from 'pg'
import type { CaptureState } from '#contract/capture-state.ts'
import { captureStateSchema } from '#contract/capture-state.ts'
import type { Mode } from '#contract/freshness.ts'
import type { FeedState } from '#contract/feed-state.ts'
import type { SourcesRow } from '#contract/views/sources.ts'
import { ownSources } from '../ingest/own-sources.ts'
import { lastHeard, toldSilences } from '../projections/source-silence.ts'
import type { BusinessTime } from '../runtime/business-time.ts'
import type { Clock } from '../runtime/clock.ts'
import type { SourceCounts } from './source-counts.ts'
import { minuteCounts, sourceCountJoins, sourceCountMembers, sourceCountTables } from './source-counts.ts'
import type { View, ViewReading } from './view.ts'

const dayMs = 86_400_000

interface SourcesOptions {
  pool: Pool
  clock: Clock
  time: BusinessTime
}

/** The sources that people manage, live: settings, counts, refusals, silence. */
export function sourcesView({ pool, clock, time }: SourcesOptions): View {
  return {
    name: 'sources',
    permission: 'view:sources',
    hasParameter: false,
    freshnessTargetSeconds: 1,
    mode: 'push',
    refreshMs: 1000,
    reads: ['counters'],
    async read() {
      const now = clock.now()
      return toReading(await readTables(pool, { now, dayStart: time.startOfDay(now) }), now)
    },
  }
}

interface SourceTables extends SourceCounts {
  source: string
  name: string
  sourceKind: string
  mode: Mode
  promiseSeconds: number
  silenceSeconds: number | null
  enabled: boolean
  createdAt: number
  lastPosition: string | null
  lastType: string | null
  refusedLastDay: number
  quarantined: number
  isToldSilent: boolean
  capture: unknown
  feed: FeedState | null
  canarySentAt: number | null
}

interface SourcesTables {
  position: string
  sources: SourceTables[] | null
  newest: { occurredAt: number; receivedAt: number } | null
}

/** Everything in one statement: one statement sees one snapshot. Refusals are counted by the hour, so a day is up to 25 of them. */
async function readTables(pool: Pool, { now, dayStart }: { now: number; dayStart: number }): Promise<SourcesTables> {
  const { rows } = await pool.query<SourcesTables>({
    name: 'read-sources',
    text: `
      with ${sourceCountTables}, ${toldSilences}, managed as (
        select slug as source, name, kind, mode, promise_seconds, silence_seconds, enabled, created_at
        from sources where slug <> all ($3::text[])
      ), refused as (
        select source, sum(count)::int8 as refused from refusal_counts
        where bucket > to_timestamp($4::float8 / 1000) group by source
      ), waiting as (
        select source, count(*)::int8 as waiting from quarantined_requests where resolution is null group by source
      ), latest as (
        select occurred_at, received_at from latest_events order by position desc limit 1
      )
      select
        coalesce((select position from checkpoints where projection = 'counters'), 0) as position,
        (select json_build_object('occurredAt', (extract(epoch from occurred_at) * 1000)::int8,
           'receivedAt', (extract(epoch from received_at) * 1000)::int8) from latest) as newest,
        (select json_agg(json_build_object(
           'source', source, 'name', name, 'sourceKind', kind, 'mode', mode, 'promiseSeconds', promise_seconds,
           'silenceSeconds', silence_seconds, 'enabled', enabled,
           'createdAt', (extract(epoch from created_at) * 1000)::int8,
           'lastPosition', last_position::text,
           'lastType', (select type from events where position = last_position),
           'refusedLastDay', coalesce(refused.refused, 0), 'quarantined', coalesce(waiting, 0),
           'isToldSilent', coalesce(silent_after = coalesce(${lastHeard.position}, 0), false),
           'capture', captures.state, 'feed', case when feeds.source is not null then json_build_object(
             'problem', feeds.problem, 'problemSince', (extract(epoch from feeds.problem_since) * 1000)::int8,
             'readAt', (extract(epoch from feeds.read_at) * 1000)::int8, 'meetings', feeds.meetings,
             'refused', feeds.refused) end, 'canarySentAt', (extract(epoch from source_canaries.sent_at) * 1000)::int8,
           ${sourceCountMembers}) order by source)
         from managed ${sourceCountJoins}
           left join refused using (source)
           left join waiting using (source)
           left join told using (source)
           left join source_canaries using (source)) as sources`,
    values: [now, dayStart, ownSources, now - dayMs],
  })
  if (!rows[0]) throw new Error('the sources query answered no row')
  return rows[0]
}

/** Pure: tables to rows. */
function toReading({ position, sources, newest }: SourcesTables, now: number): ViewReading {
  const rows: Record<string, SourcesRow> = {}
  for (const source of sources ?? []) rows[`source:${source.source}`] = toRow(source, now)
  return { position: BigInt(position), rows, newest }
}

function toRow(tables: SourceTables, now: number): SourcesRow {
  const { lastPosition, lastType, isToldSilent, asOf, canarySentAt, ...shown } = tables
  const { lastReceivedAt, silenceSeconds, enabled, createdAt, minutes } = tables
  const quietSince = lastReceivedAt === null && asOf === null ? createdAt : Math.max(lastReceivedAt ?? 0, asOf ?? 0)
  const isSilent = isToldSilent && enabled && silenceSeconds !== null && now - quietSince > silenceSeconds * 1000
  return {
    ...shown,
    minutes: minuteCounts(minutes, now),
    newest:
      lastPosition === null || lastReceivedAt === null
        ? null
        : { position: lastPosition, type: lastType, receivedAt: lastReceivedAt },
    silentSince: isSilent ? quietSince : null,
    capture: captureOf(tables.capture, canarySentAt),
  }
}

/** The tables know the newest canary, and the process that captures which of them a subscriber was handed. */
function captureOf(stored: unknown, canarySentAt: number | null): CaptureState | null {
  // What another version has reported is reported anew within a second of the capture's start.
  const state = captureStateSchema.safeParse(stored)
  if (!state.success) return null
  const { seenAt = null, roundTripMs = null } = state.data.canary ?? {}
  return { ...state.data, canary: canarySentAt === null ? null : { sentAt: canarySentAt, seenAt, roundTripMs } }
}
