import type { BusinessTime } from '../runtime/business-time.ts'
import type { ActivityChange } from './activity.ts'
import { foldActivity } from './activity.ts'
import { foldCanaries, keepCanaries } from './canaries.ts'
import type { CountChange } from './counts.ts'
import { clocksApartMs, foldCounts, secondsKeptMs } from './counts.ts'
import type { LatestChange } from './latest.ts'
import { foldLatest } from './latest.ts'
import type { Projection, Tx } from './projection.ts'

/** The projection whose tables the wall shows. */
export const wallsProjection = 'counters'

/**
 * What the wall shows: events counted by source and type per second (kept 2 minutes), minute, hour and business day,
 * by when they were received and by when they occurred; the latest events; when each source was last heard. Canaries
 * count nowhere, and pass through here so that they prove that this fold goes on.
 */
export function countersProjection(time: BusinessTime): Projection {
  return {
    name: wallsProjection,
    madeWith: time.timeZone,
    // The wall says how old its numbers are: the wait for a batch is in that.
    minIntervalMs: 10,
    consumes: 'all',
    async apply(events, tx) {
      const activity = foldActivity(events)
      if (activity.length > 0) {
        await change(tx, { counts: foldCounts(events, time, Date.now()), latest: foldLatest(events), activity })
      }
      const canaries = foldCanaries(events)
      if (canaries.length > 0) await keepCanaries(tx, canaries)
      return ['wall', 'wall-total', 'sources', 'events']
    },
    async reset(tx) {
      await tx.query('truncate event_counts, latest_events, source_activity, source_canaries')
    },
  }
}

interface Changes {
  counts: readonly CountChange[]
  latest: readonly LatestChange[]
  activity: readonly ActivityChange[]
}

/**
 * All tables in one statement: every batch pays for each round trip. Seconds past their keeping go by the newest
 * second received so far, not by the clock: the same events leave the same rows whenever they are folded. Only what was
 * received with a clock far ahead is not waited for: until then it would keep out everything else.
 */
async function change(tx: Tx, { counts, latest, activity }: Changes): Promise<void> {
  await tx.query({
    name: 'change-counters',
    text: `with keeping as materialized (
             select date_trunc('second', least(greatest(
               (select max(bucket) from event_counts where grain = 'second' and basis = 'received'),
               (select to_timestamp(max(at) / 1000) from unnest($10::float8[]) as heard (at))
             ), now() + make_interval(secs => $13))) - make_interval(secs => $12) as past
           ), removed as (
             delete from event_counts using keeping
             where grain = 'second' and basis in ('received', 'occurred') and bucket <= past
           ), counted as (
             insert into event_counts (grain, basis, bucket, source, type, count)
             select grain, basis, to_timestamp(bucket / 1000), source, type, count
             from unnest($1::text[], $2::text[], $3::float8[], $4::text[], $5::text[], $6::int8[])
               as change (grain, basis, bucket, source, type, count), keeping
             where grain <> 'second' or to_timestamp(bucket / 1000) > past
             on conflict (grain, basis, bucket, source, type) do update set count = event_counts.count + excluded.count
           ), kept as (
             ${keepLatest}
           )
           ${keepActivity}`,
    values: [
      counts.map(({ grain }) => grain),
      counts.map(({ basis }) => basis),
      counts.map(({ bucket }) => bucket),
      counts.map(({ source }) => source),
      counts.map(({ type }) => type),
      counts.map(({ count }) => count),
      JSON.stringify(latest.map(toLatestRow)),
      activity.map(({ source }) => source),
      activity.map(({ firstReceivedAt }) => firstReceivedAt),
      activity.map(({ lastReceivedAt }) => lastReceivedAt),
      activity.map(({ lastPosition }) => lastPosition.toString()),
      secondsKeptMs / 1000,
      clocksApartMs / 1000,
    ],
  })
}

const keepLatest = `insert into latest_events (slot, position, source, type, occurred_at, received_at, facts)
  select slot, position, source, type, to_timestamp(occurred_at / 1000), to_timestamp(received_at / 1000), facts
  from json_to_recordset($7) as change (
    slot int, position int8, source text, type text, occurred_at float8, received_at float8, facts json)
  on conflict (slot) do update set
    position = excluded.position, source = excluded.source, type = excluded.type,
    occurred_at = excluded.occurred_at, received_at = excluded.received_at, facts = excluded.facts
  where latest_events.position < excluded.position`

const keepActivity = `insert into source_activity (source, first_received_at, last_received_at, last_position)
  select source, to_timestamp(first_received_at / 1000), to_timestamp(last_received_at / 1000), last_position
  from unnest($8::text[], $9::float8[], $10::float8[], $11::int8[])
    as change (source, first_received_at, last_received_at, last_position)
  on conflict (source) do update set
    first_received_at = least(source_activity.first_received_at, excluded.first_received_at),
    last_received_at = greatest(source_activity.last_received_at, excluded.last_received_at),
    last_position = greatest(source_activity.last_position, excluded.last_position)`

function toLatestRow({ position, occurredAt, receivedAt, ...change }: LatestChange): Record<string, unknown> {
  return { ...change, position: position.toString(), occurred_at: occurredAt, received_at: receivedAt }
}
