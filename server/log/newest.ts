import type { Pool } from 'pg'
import type { StoredEvent } from '#contract/event.ts'
import type { LogFilter } from './filter.ts'
import { filterCondition, filterValues } from './filter.ts'

/** The log has no index but its position: a reading looks at this many of its newest events at most. */
const newestWindow = 20_000
/** A reading that goes on from another looks this far, so that the rows of the former can stay. */
const goOnWindow = 100_000

/** An event without what only the opened one shows. */
export interface NewestEvent extends Omit<StoredEvent, 'data' | 'synthetic'> {
  /** Null where it is too large to be read for a line. */
  smallData: unknown
}

/** What the log was when it was looked at. */
export interface LogMoment {
  /** Its last position. */
  head: bigint
  /** How often erasures had changed it: one that rewrites events moves this in the same transaction. */
  erasures: bigint
}

interface NewestSearch {
  filter: LogFilter
  /** Of an earlier reading: what that has looked at is not looked at again. null = there was none. */
  since: LogMoment | null
  limit: number
}

interface Newest extends LogMoment {
  /** Newest first. */
  events: NewestEvent[]
  /**
   * True: all events behind `since` were looked at, and those before it are as they were. False: too many are new, or an
   * erasure has changed the log; it was looked at as if for the first time, and what was found before is void.
   */
  goesOn: boolean
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

const goesOnCondition = `coalesce(erasures = $2::int8 and position - $1::int8 <= ${goOnWindow}, false)`

/** @returns the newest events that pass the filter, and what the log was then: all of one moment. */
export async function readNewest(pool: Pool, { filter, since, limit }: NewestSearch): Promise<Newest> {
  // Scalar subqueries and not a join: their values bound the scan of the index, which ends at the limit.
  const { rows } = await pool.query<{ head: string; erasures: string; goesOn: boolean; newest: NewestRow[] | null }>({
    name: 'read-newest',
    text: `
      select position as head, erasures, ${goesOnCondition} as "goesOn", (
        select json_agg(line) from (
          select position::text as "position", id, source, type, subject, backfill, clamped,
            (extract(epoch from occurred_at) * 1000)::float8 as "occurredAt",
            (extract(epoch from received_at) * 1000)::float8 as "receivedAt",
            case when pg_column_size(data) < 2000 and pg_column_compression(data) is null then data end as "smallData"
          from events
          where events.position <= (select position from log_head)
            and events.position > (
              select case when ${goesOnCondition} then $1::int8 else position - ${newestWindow} end from log_head)
            and ${filterCondition(3)}
          order by events.position desc limit $9
        ) line
      ) as newest
      from log_head`,
    values: [since?.head.toString() ?? null, since?.erasures.toString() ?? null, ...filterValues(filter), limit],
  })
  const [row] = rows
  return {
    head: BigInt(row?.head ?? '0'),
    erasures: BigInt(row?.erasures ?? '0'),
    goesOn: row?.goesOn ?? false,
    events: (row?.newest ?? []).map((line) => ({ ...line, position: BigInt(line.position) })),
  }
}
