import type { Pool } from 'pg'

/** One SKU in one place; what is absent is quiet and fine. */
export interface LevelGiven {
  sku: string
  place: string
  onHand?: number | null
  source?: string
  hoursToZero?: number
  stakeMinor?: number
  risk?: number
  unitsPerHour?: number
  knownSince?: Date
}

export async function giveLevel(pool: Pool, level: LevelGiven): Promise<void> {
  const { sku, place, onHand = 10, source = 'erp', hoursToZero = null, stakeMinor = null } = level
  const { risk = 0, unitsPerHour = 0, knownSince = new Date(0) } = level
  await pool.query(
    `insert into stock_levels (sku, place, on_hand, source, heard_at, known_since, folded_hour, hours_to_zero,
       stake_minor, risk, units_per_hour)
     values ($1, $2, $3, $4, now(), $5, now(), $6, $7, $8, $9)`,
    [sku, place, onHand, source, knownSince, hoursToZero, stakeMinor, risk, unitsPerHour],
  )
}

export interface AlertGiven {
  id: string
  sku: string
  place: string
  kind?: 'out' | 'at-risk'
  state?: 'open' | 'acknowledged' | 'snoozed' | 'closed'
  openedAt?: Date
  closedAt?: Date
  snoozedUntil?: Date
  /** Whom it was given to, by name. */
  assignee?: string
  /** Who took it, by name. */
  takenBy?: string
  isHistory?: boolean
}

export async function giveAlert(pool: Pool, alert: AlertGiven): Promise<void> {
  const { id, sku, place, kind = 'out', state = 'open', openedAt = new Date(), isHistory = false } = alert
  const { closedAt = null, snoozedUntil = null, assignee = null, takenBy = null } = alert
  await pool.query(
    `insert into stock_alerts (id, sku, place, kind, state, opened_at, opened_position, closed_at, snoozed_until,
       assignee_id, assignee_name, acknowledged_by_id, acknowledged_by, acknowledged_at, is_history, position)
     values ($1, $2, $3, $4, $5, $6, 1, $7, $8, lower($9), $9, lower($11), $11, case when $11::text is not null then $6::timestamptz end, $10, 1)`,
    [id, sku, place, kind, state, openedAt, closedAt, snoozedUntil, assignee, isHistory, takenBy],
  )
}

/** A source that promises an age of 60 s and was heard so many seconds ago. */
export async function giveSource(pool: Pool, slug: string, heardSecondsAgo: number): Promise<void> {
  await pool.query(
    `insert into sources (slug, name, kind, mode, promise_seconds, secret_sealed)
     values ($1, upper($1), 'standard-webhooks', 'push', 60, '')`,
    [slug],
  )
  await pool.query(
    `insert into source_activity (source, first_received_at, last_received_at, last_position)
     values ($1, now() - $2 * interval '1 second', now() - $2 * interval '1 second', 1)`,
    [slug, heardSecondsAgo],
  )
}
