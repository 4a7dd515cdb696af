import type { BusinessTime } from '../runtime/business-time.ts'
import type { ActivityChange } from './activity.ts'
import { foldActivity } from './activity.ts'
import type { CountChange } from './counts.ts'
import { foldCounts, secondsKeptMs } from './counts.ts'
import type { LatestChange } from './latest.ts'
import { foldLatest } from './latest.ts'
import type { Projection, Tx } from './projection.ts'

/**
 * What the wall shows: events counted by source and type per second (kept 2 minutes), minute, hour and business day,
 * by when they were received and by when they occurred; the latest events; when each source was last heard.
 */
export function countersProjection(time: BusinessTime): Projection {
  return {
    name: 'counters',
    consumes: 'all',
    async apply(events, tx) {
      await addCounts(tx, foldCounts(events, time))
      await keepLatest(tx, foldLatest(events))
      await keepActivity(tx, foldActivity(events))
      return ['wall']
    },
    async reset(tx) {
      await tx.query('truncate event_counts, latest_events, source_activity')
    },
  }
}

/** Adds the changes and removes seconds past their keeping, in one statement per table visit. */
async function addCounts(tx: Tx, changes: readonly CountChange[]): Promise<void> {
  if (changes.length === 0) return
  await tx.query({
    name: 'add-counts',
    text: `insert into event_counts (grain, basis, bucket, source, type, count)
           select grain, basis, to_timestamp(bucket / 1000), source, type, count
           from unnest($1::text[], $2::text[], $3::float8[], $4::text[], $5::text[], $6::int8[])
             as change (grain, basis, bucket, source, type, count)
           on conflict (grain, basis, bucket, source, type) do update set count = event_counts.count + excluded.count`,
    values: [
      changes.map(({ grain }) => grain),
      changes.map(({ basis }) => basis),
      changes.map(({ bucket }) => bucket),
      changes.map(({ source }) => source),
      changes.map(({ type }) => type),
      changes.map(({ count }) => count),
    ],
  })
  // By the newest second in the table, not by the clock: the same events leave the same rows whenever they are folded.
  await tx.query({
    name: 'remove-past-seconds',
    text: `delete from event_counts
           where grain = 'second' and basis in ('received', 'occurred') and bucket <= (
             select max(bucket) from event_counts where grain = 'second' and basis = 'received'
           ) - make_interval(secs => $1)`,
    values: [secondsKeptMs / 1000],
  })
}

async function keepLatest(tx: Tx, changes: readonly LatestChange[]): Promise<void> {
  await tx.query({
    name: 'keep-latest',
    text: `insert into latest_events (slot, position, source, type, occurred_at, received_at, facts)
           select slot, position, source, type, to_timestamp(occurred_at / 1000), to_timestamp(received_at / 1000), facts
           from json_to_recordset($1) as change (
             slot int, position int8, source text, type text, occurred_at float8, received_at float8, facts json)
           on conflict (slot) do update set
             position = excluded.position, source = excluded.source, type = excluded.type,
             occurred_at = excluded.occurred_at, received_at = excluded.received_at, facts = excluded.facts
           where latest_events.position < excluded.position`,
    values: [
      JSON.stringify(
        changes.map(({ slot, position, source, type, occurredAt, receivedAt, facts }) => ({
          slot,
          position: position.toString(),
          source,
          type,
          occurred_at: occurredAt,
          received_at: receivedAt,
          facts,
        })),
      ),
    ],
  })
}

async function keepActivity(tx: Tx, changes: readonly ActivityChange[]): Promise<void> {
  await tx.query({
    name: 'keep-activity',
    text: `insert into source_activity (source, first_received_at, last_received_at, last_position)
           select source, to_timestamp(first_received_at / 1000), to_timestamp(last_received_at / 1000), last_position
           from unnest($1::text[], $2::float8[], $3::float8[], $4::int8[])
             as change (source, first_received_at, last_received_at, last_position)
           on conflict (source) do update set
             first_received_at = least(source_activity.first_received_at, excluded.first_received_at),
             last_received_at = greatest(source_activity.last_received_at, excluded.last_received_at),
             last_position = greatest(source_activity.last_position, excluded.last_position)`,
    values: [
      changes.map(({ source }) => source),
      changes.map(({ firstReceivedAt }) => firstReceivedAt),
      changes.map(({ lastReceivedAt }) => lastReceivedAt),
      changes.map(({ lastPosition }) => lastPosition.toString()),
    ],
  })
}
