import type { Pool } from 'pg'
import type { StoredEvent } from '#contract/event.ts'
import type { EventRow } from './events.ts'
import { toStoredEvent } from './events.ts'

const columns = `position, source, id, type, subject,
  (extract(epoch from occurred_at) * 1000)::float8 as occurred_at_ms,
  (extract(epoch from received_at) * 1000)::float8 as received_at_ms,
  data, backfill, synthetic, clamped`

export interface EventRange {
  /** Events behind this position; 0 = from the beginning. */
  after: bigint
  limit: number
}

/** @returns events in position order; because positions are given out in commit order none can appear later in between. */
export async function readEvents(pool: Pool, { after, limit }: EventRange): Promise<StoredEvent[]> {
  const { rows } = await pool.query<EventRow>({
    name: 'read-events',
    text: `select ${columns} from events where position > $1 order by position limit $2`,
    values: [after.toString(), limit],
  })
  return rows.map(toStoredEvent)
}

export interface EventSearch extends EventRange {
  source?: string | undefined
  type?: string | undefined
}

export interface EventPage {
  events: StoredEvent[]
  /** Where to read on: everything up to here has been looked at. */
  next: bigint
}

/** The log has no index but its position, so that appending stays cheap: one search looks at this many events at most. */
const searchWindow = 20_000n
/** A page ends early when its events are large: about this many bytes of data. */
const maxPageBytes = 8 * 1024 * 1024
const rowsPerRead = 100

/**
 * Looks through the log behind a position for events of a source or a type. A page may hold fewer events than asked for,
 * even none, before the end of the log: read on from `next` until it no longer moves.
 */
export async function searchEvents(pool: Pool, { after, limit, source, type }: EventSearch): Promise<EventPage> {
  const end = bigintMin(await readHead(pool), after + searchWindow)
  const events: StoredEvent[] = []
  let bytes = 0
  while (events.length < limit && bytes < maxPageBytes) {
    const { rows } = await pool.query<EventRow & { data_bytes: number }>({
      name: 'search-events',
      text: `select ${columns}, octet_length(data::text) as data_bytes from events
             where position > $1 and position <= $2
               and ($3::text is null or source = $3) and ($4::text is null or type = $4)
             order by position limit $5`,
      values: [
        (events.at(-1)?.position ?? after).toString(),
        end.toString(),
        source ?? null,
        type ?? null,
        Math.min(rowsPerRead, limit - events.length),
      ],
    })
    if (rows.length === 0) return { events, next: bigintMax(end, after) }
    events.push(...rows.map(toStoredEvent))
    bytes += rows.reduce((sum, row) => sum + row.data_bytes, 0)
  }
  return { events, next: events.at(-1)?.position ?? after }
}

function bigintMin(left: bigint, right: bigint): bigint {
  return left < right ? left : right
}

function bigintMax(left: bigint, right: bigint): bigint {
  return left > right ? left : right
}

/** @returns the last position given out; 0 for an empty log. */
export async function readHead(pool: Pool): Promise<bigint> {
  const { rows } = await pool.query<{ position: string }>({ name: 'read-head', text: 'select position from log_head' })
  return BigInt(rows[0]?.position ?? '0')
}
