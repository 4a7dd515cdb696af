import type { Pool } from 'pg'
import { ownSource, ownSources } from '../ingest/own-sources.ts'

/*
 * Which silences of sources have been told is read from the log's own memory of ids: a silence is named after the last
 * event before it, so however many servers watch, and however often they start, it is told once. That memory is a
 * window: a silence that outlasts it is told again.
 */

export function silenceId(type: 'source.silent' | 'source.heard', source: string, lastPosition: bigint): string {
  return `${type}:${source}:${lastPosition}`
}

/**
 * When a source last gave a sign of life, and after which position: columns of source_activity, captures, feeds
 * and source_canaries. A captured database in which nothing changes is not silent, as long as everything in it is known.
 */
export const lastHeard = {
  at: 'greatest(last_received_at, as_of, read_at, source_canaries.received_at)',
  position: 'greatest(last_position, source_canaries.position)',
}

/** A common table expression: per source, the last positions after which a silence, and its end, were told. */
export const toldSilences = String.raw`
  told as materialized (
    select split_part(id, ':', 2) as source,
      max(split_part(id, ':', 3)::int8) filter (where id like 'source.silent:%') as silent_after,
      max(split_part(id, ':', 3)::int8) filter (where id like 'source.heard:%') as heard_after
    from event_keys
    where source = '${ownSource}' and id ~ '^source\.(silent|heard):[a-z0-9-]+:[0-9]{1,18}$'
    group by 1
  )`

/** A source that somebody wants to be told about; times are epoch ms. */
export interface WatchedSource {
  source: string
  name: string
  silenceSeconds: number
  createdAt: number
  /** Of a captured source: until when it is known that nothing else was in it. */
  lastReceivedAt: number | null
  /** 0 when it has never sent anything. */
  lastPosition: bigint
  /** The last position before the newest silence that was told; null when none was. */
  silentAfter: bigint | null
  /** The same of the newest silence whose end was told. */
  heardAfter: bigint | null
}

export interface SourceSilence {
  sources: WatchedSource[]
  /** Everything received until then is counted in; null = everything there is. */
  trueUntil: number | null
}

/** All of one snapshot. Paused sources, and those that may be silent for ever, are not in it. */
export async function readSourceSilence(pool: Pool): Promise<SourceSilence> {
  const { rows } = await pool.query<SilenceRow>({
    name: 'read-source-silence',
    text: `
      with ${toldSilences}, folded as (
        select (select position from log_head) > coalesce(
          (select position from checkpoints where projection = 'counters'), 0) as is_behind,
          (select extract(epoch from max(last_received_at)) * 1000 from source_activity)::float8 as newest
      )
      select is_behind, newest, slug as source, name, silence_seconds,
        (extract(epoch from created_at) * 1000)::float8 as created_at,
        (extract(epoch from ${lastHeard.at}) * 1000)::float8 as last_received_at,
        ${lastHeard.position} as last_position, silent_after, heard_after
      from folded
        left join sources on enabled and silence_seconds is not null and slug <> all ($1::text[])
        left join source_activity on source_activity.source = slug
        left join captures on captures.source = slug
        left join feeds on feeds.source = slug
        left join source_canaries on source_canaries.source = slug
        left join told on told.source = slug`,
    values: [ownSources],
  })
  const behind = rows[0]?.is_behind === true
  return { trueUntil: behind ? (rows[0]?.newest ?? 0) : null, sources: rows.flatMap(toWatched) }
}

interface SilenceRow {
  is_behind: boolean
  newest: number | null
  source: string | null
  name: string
  silence_seconds: number
  created_at: number
  last_received_at: number | null
  last_position: string | null
  silent_after: string | null
  heard_after: string | null
}

function toWatched(row: SilenceRow): WatchedSource[] {
  if (row.source === null) return []
  const position = (text: string | null) => (text === null ? null : BigInt(text))
  return [
    {
      source: row.source,
      name: row.name,
      silenceSeconds: row.silence_seconds,
      createdAt: row.created_at,
      lastReceivedAt: row.last_received_at,
      lastPosition: BigInt(row.last_position ?? 0),
      silentAfter: position(row.silent_after),
      heardAfter: position(row.heard_after),
    },
  ]
}
