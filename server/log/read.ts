import type { Pool } from 'pg'
import type { StoredEvent } from '#contract/event.ts'
import { epochMs } from '../db/epoch-ms.ts'
import type { EventRow } from './events.ts'
import { toStoredEvent } from './events.ts'
import type { LogFilter } from './filter.ts'
import { filterCondition, filterValues } from './filter.ts'

const columns = `position, source, id, type, subject, occurred_at, received_at, data, backfill, synthetic, clamped`

const asEvent = `position, source, id, type, subject,
  ${epochMs('occurred_at')} as occurred_at_ms,
  ${epochMs('received_at')} as received_at_ms,
  data, backfill, synthetic, clamped`

/** A read ends early when its events are large: behind the one that exceeds this many bytes of data. */
const maxPageBytes = 8 * 1024 * 1024

/**
 * Cuts rows by the bytes of their data, before they are sent. What is stored in line as it is is small and counts as 2 kB;
 * only other data is measured, since that means fetching it. Stored compressed, 100 kB may be small too.
 */
const cutByBytes = (rows: string, order: 'asc' | 'desc' = 'asc') => `
  select ${asEvent}, candidates from (
    select ${columns}, (count(*) over ())::int as candidates, sum(case when pg_column_size(data) < 2000 and pg_column_compression(data) is null then 2000
      else octet_length(data::text) end)
      over (order by position ${order} rows between unbounded preceding and 1 preceding) as bytes_before
    from (${rows}) candidates
  ) measured
  where coalesce(bytes_before, 0) < ${maxPageBytes}
  order by position ${order}`

export interface EventRange {
  /** Events behind this position; 0 = from the beginning. */
  after: bigint
  limit: number
}

/**
 * @returns events in position order, at least one if there is one, fewer than asked for where they are large. Because
 *   positions are given out in commit order none can appear later in between.
 */
export async function readEvents(pool: Pool, range: EventRange): Promise<StoredEvent[]> {
  return (await readRange(pool, range)).events
}

/** As `readEvents`; `isCut`: there were more of those asked for, which were large and looked at in vain. */
export async function readRange(
  pool: Pool,
  { after, limit }: EventRange,
): Promise<{ events: StoredEvent[]; isCut: boolean }> {
  const { rows } = await pool.query<EventRow & { candidates: number }>({
    name: 'read-events',
    text: cutByBytes(`select ${columns} from events where position > $1 order by position limit $2`),
    values: [after.toString(), limit],
  })
  return { events: rows.map(toStoredEvent), isCut: rows.length < (rows[0]?.candidates ?? 0) }
}

export interface EventSearch extends EventRange, LogFilter {}

export interface EventPage {
  events: StoredEvent[]
  /** Where to read on: everything up to here has been looked at. */
  next: bigint
}

/** The log has no index but its position, so that appending stays cheap: one search looks at this many events at most. */
const searchWindow = 20_000n

/**
 * Looks through the log behind a position for events that pass a filter. A page may hold fewer events than asked for,
 * even none, before the end of the log: read on from `next` until it no longer moves.
 */
export async function searchEvents(pool: Pool, { after, limit, ...filter }: EventSearch): Promise<EventPage> {
  const head = await readHead(pool)
  const end = head < after + searchWindow ? head : after + searchWindow
  const { rows } = await pool.query<EventRow & { candidates: number }>({
    name: 'search-events',
    text: cutByBytes(`select ${columns} from events
      where position > $1 and position <= $2 and ${filterCondition(3)}
      order by position limit $9`),
    values: [after.toString(), end.toString(), ...filterValues(filter), limit],
  })
  const next = isWholeWindow(rows, limit) ? end : BigInt(rows.at(-1)?.position ?? end)
  return { events: rows.map(toStoredEvent), next: next > after ? next : after }
}

export interface EventSearchBack extends LogFilter {
  /** Events before this position, newest first; null = from the head. */
  before: bigint | null
  limit: number
}

/**
 * As `searchEvents`, from new to old: read on with `before` = `next` until it no longer moves, which is at 1, or at the
 * oldest event that is left.
 */
export async function searchEventsBack(pool: Pool, { before, limit, ...filter }: EventSearchBack): Promise<EventPage> {
  const { head, oldest } = await readEnds(pool)
  const from = before === null || before > head + 1n ? head + 1n : before
  const end = from - searchWindow > oldest ? from - searchWindow : oldest
  const { rows } = await pool.query<EventRow & { candidates: number }>({
    name: 'search-events-back',
    text: cutByBytes(
      `select ${columns} from events where position < $1 and position >= $2 and ${filterCondition(3)}
       order by position desc limit $9`,
      'desc',
    ),
    values: [from.toString(), end.toString(), ...filterValues(filter), limit],
  })
  const next = isWholeWindow(rows, limit) ? end : BigInt(rows.at(-1)?.position ?? end)
  return { events: rows.map(toStoredEvent), next: next < from ? next : from }
}

/** Whether the page holds all that was found in the window, and not only as much as fits. */
function isWholeWindow(rows: readonly { candidates: number }[], limit: number): boolean {
  const candidates = rows[0]?.candidates ?? 0
  return candidates < limit && rows.length === candidates
}

/** @returns the last position given out, and the first that is left: 1 as long as nothing was dropped. */
async function readEnds(pool: Pool): Promise<{ head: bigint; oldest: bigint }> {
  const { rows } = await pool.query<{ head: string; oldest: string }>({
    name: 'read-ends',
    text: `select position as head, coalesce((select min(position) from events), position + 1) as oldest from log_head`,
  })
  return { head: BigInt(rows[0]?.head ?? '0'), oldest: BigInt(rows[0]?.oldest ?? '1') }
}

/** @returns the last position given out; 0 for an empty log. */
export async function readHead(pool: Pool): Promise<bigint> {
  const { rows } = await pool.query<{ position: string }>({ name: 'read-head', text: 'select position from log_head' })
  return BigInt(rows[0]?.position ?? '0')
}

/** @returns the events at these positions that the log still has, in position order; ask for few at a time. */
export async function readAt(db: Pick<Pool, 'query'>, positions: readonly bigint[]): Promise<StoredEvent[]> {
  if (positions.length === 0) return []
  const { rows } = await db.query<EventRow>({
    name: 'read-events-at',
    text: `select ${asEvent} from events where position = any($1::int8[]) order by position`,
    values: [positions.map(String)],
  })
  return rows.map(toStoredEvent)
}
