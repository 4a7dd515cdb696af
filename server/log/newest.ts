import type { Pool } from 'pg'
import type { EventFilter } from '#contract/event-filter.ts'
import type { StoredEvent } from '#contract/event.ts'
import { filterCondition, filterValues } from './filter.ts'

/** The log has no index but its position: a reading looks at this many of its newest events at most. */
const newestWindow = 20_000

/** An event without what only the opened one shows. */
export interface NewestEvent extends Omit<StoredEvent, 'data' | 'synthetic'> {
  /** Null where it is too large to be read for a line. */
  smallData: unknown
}

interface NewestSearch {
  filter: EventFilter
  /** Only events behind this position. */
  after: bigint
  limit: number
}

interface NewestRow {
  position: string
  id: string
  source: string
  type: string
  subject: string | null
  occurredAt: number
  receivedAt: number
  backfill: boolean
  clamped: boolean
  smallData: unknown
}

/**
 * @returns the newest events behind `after` that pass the filter, newest first, and the position up to which the log was
 *   looked at: both of one moment. Who asks again behind that position misses nothing.
 */
export async function readNewest(
  pool: Pool,
  { filter, after, limit }: NewestSearch,
): Promise<{ head: bigint; events: NewestEvent[] }> {
  // Scalar subqueries and not a join: their values bound the scan of the index, which ends at the limit.
  const { rows } = await pool.query<{ head: string; newest: NewestRow[] | null }>({
    name: 'read-newest',
    text: `
      select position as head, (
        select json_agg(line) from (
          select position::text as "position", id, source, type, subject, backfill, clamped,
            (extract(epoch from occurred_at) * 1000)::float8 as "occurredAt",
            (extract(epoch from received_at) * 1000)::float8 as "receivedAt",
            case when pg_column_size(data) < 2000 and pg_column_compression(data) is null then data end as "smallData"
          from events
          where events.position <= (select position from log_head) and events.position > $1
            and events.position > (select position from log_head) - ${newestWindow}
            and ${filterCondition(2)}
          order by events.position desc limit $7
        ) line
      ) as newest
      from log_head`,
    values: [after.toString(), ...filterValues(filter), limit],
  })
  const [row] = rows
  return {
    head: BigInt(row?.head ?? '0'),
    events: (row?.newest ?? []).map((line) => ({ ...line, position: BigInt(line.position) })),
  }
}
