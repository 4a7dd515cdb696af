import type { Pool } from 'pg'
import type { StoredEvent } from '#contract/event.ts'
import type { EventRow } from './events.ts'
import { toStoredEvent } from './events.ts'

const columns = `position, source, id, type, subject,
  (extract(epoch from occurred_at) * 1000)::float8 as occurred_at_ms,
  (extract(epoch from received_at) * 1000)::float8 as received_at_ms,
  data, backfill, synthetic, clamped`

export interface EventFilter {
  /** Events behind this position; 0 = from the beginning. */
  after: bigint
  limit: number
  source?: string | undefined
  type?: string | undefined
}

/** @returns events in position order; because positions are given out in commit order none can appear later in between. */
export async function readEvents(pool: Pool, { after, limit, source, type }: EventFilter): Promise<StoredEvent[]> {
  const { rows } = await pool.query<EventRow>({
    name: 'read-events',
    text: `select ${columns} from events
           where position > $1 and ($3::text is null or source = $3) and ($4::text is null or type = $4)
           order by position limit $2`,
    values: [after.toString(), limit, source ?? null, type ?? null],
  })
  return rows.map(toStoredEvent)
}

/** @returns the last position given out; 0 for an empty log. */
export async function readHead(pool: Pool): Promise<bigint> {
  const { rows } = await pool.query<{ position: string }>({ name: 'read-head', text: 'select position from log_head' })
  return BigInt(rows[0]?.position ?? '0')
}
