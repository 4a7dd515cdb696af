import type { Pool } from 'pg'

/** An alert that a live event opened and that nobody has taken on, as whoever tells people of it needs it. */
export interface OpenCrossing {
  alert: string
  kind: 'out' | 'at-risk'
  sku: string
  title: string
  placeName: string
  onHand: number | null
  hoursToZero: number | null
  openedPosition: bigint
}

interface Row extends Omit<OpenCrossing, 'openedPosition'> {
  openedPosition: string
}

/** @returns those that opened after a position, or those of the ids that are still open, in the order in which they opened. */
export async function readOpenCrossings(
  pool: Pool,
  which: { after: bigint } | { alerts: readonly string[] },
): Promise<OpenCrossing[]> {
  const isAfter = 'after' in which
  const { rows } = await pool.query<Row>(
    `select id as alert, stock_alerts.kind, stock_alerts.sku, coalesce(title, stock_alerts.sku) as title,
      coalesce(name, stock_alerts.place) as "placeName", on_hand as "onHand", hours_to_zero as "hoursToZero",
      opened_position as "openedPosition"
    from stock_alerts
    left join products on products.sku = stock_alerts.sku
    left join places on places.place = stock_alerts.place
    left join stock_levels on stock_levels.sku = stock_alerts.sku and stock_levels.place = stock_alerts.place
    where state = 'open' and not is_history and ${isAfter ? 'opened_position > $1' : 'id = any($1)'}
    order by opened_position, id`,
    [isAfter ? which.after : which.alerts],
  )
  return rows.map((row) => ({ ...row, openedPosition: BigInt(row.openedPosition) }))
}
