/*
 * What the wall and the sources screen both count per source. `$1` is now and `$2` the start of the business day, both
 * epoch ms.
 */

const minutesShown = 30

export interface SourceCounts {
  today: number
  lastMinute: number
  minutes: { at: number; count: number }[]
  lastReceivedAt: number | null
  /** Of a captured source: everything that was committed until then is in the log; of a calendar, that was in it. */
  asOf: number | null
  /** Of a database that is polled, and of a calendar: the pause between two readings. */
  everySeconds: number | null
  /** Of a captured source that cannot be followed, and of a calendar that cannot be read: since when. */
  problemSince: number | null
}

/** Common table expressions, to stand behind `with`. */
export const momentTable = `
  moment as (
    select to_timestamp($1::float8 / 1000) as now, to_timestamp($2::float8 / 1000) as day_start
  )`

/** Behind `moment`: one row per source. */
export const todayTable = `
  today as materialized (
    select source, sum(count)::int8 as count from event_counts, moment
    where grain = 'day' and basis = 'received' and bucket = day_start group by source
  )`

/** `moment`, `seconds`, and one row per source in each of the others. */
export const sourceCountTables = `${momentTable}, ${todayTable},
  seconds as materialized (
    select bucket, source, sum(count)::int as count from event_counts, moment
    where grain = 'second' and basis = 'received' and bucket > now - interval '61 seconds' and bucket <= now
    group by bucket, source
  ), minutes as materialized (
    select source, json_agg(json_build_object('at', extract(epoch from bucket)::int8 * 1000, 'count', count)) as minutes
    from (
      select bucket, source, sum(count)::int as count from event_counts, moment
      where grain = 'minute' and basis = 'received' and bucket > now - interval '30 minutes' and bucket <= now
      group by bucket, source
    ) per_minute group by source
  ), last_minute as (
    select source, sum(count)::int as count from seconds, moment
    where bucket > now - interval '60 seconds' group by source
  )`

/** Members of a json_build_object that make {@link SourceCounts}. */
export const sourceCountMembers = `
  'today', coalesce(today.count, 0), 'lastMinute', coalesce(last_minute.count, 0),
  'minutes', coalesce(minutes, '[]'::json),
  'lastReceivedAt', (extract(epoch from last_received_at) * 1000)::int8,
  'asOf', (extract(epoch from greatest(as_of, read_at)) * 1000)::int8,
  'everySeconds', case when captures.config ->> 'capture' = 'poll'
    then (captures.config ->> 'intervalSeconds')::float8 else feeds.every_seconds end,
  'problemSince', case when enabled then coalesce(
    case when captures.state ->> 'phase' <> 'following' then (captures.state -> 'problem' ->> 'since')::int8 end,
    (extract(epoch from feeds.problem_since) * 1000)::int8) end`

/** Joins to a table that has the column `source`. */
export const sourceCountJoins = `
  left join source_activity using (source)
  left join captures using (source)
  left join feeds using (source)
  left join today using (source)
  left join last_minute using (source)
  left join minutes using (source)`

/** @returns counts of the last 30 minutes, oldest first, zero where nothing came. */
export function minuteCounts(counted: SourceCounts['minutes'], now: number): number[] {
  const running = Math.floor(now / 60_000)
  const counts = new Array<number>(minutesShown).fill(0)
  for (const { at, count } of counted) {
    const index = minutesShown - 1 - (running - at / 60_000)
    if (index >= 0 && index < minutesShown) counts[index] = count
  }
  return counts
}
