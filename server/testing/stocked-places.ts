import type { Pool } from 'pg'

/** A place with one SKU, as the fold of stock leaves it; give what matters to the test. */
export interface StockedPlace {
  place: string
  onHand: number
  unitsPerHour?: number
  /** Opens an alert of the kind `out`. */
  isOut?: boolean
  latitude?: number
  longitude?: number
}

export const sku = 'mug'

/** Writes a product that is worth 40.00 a unit, and the places that have it, for a horizon of a week. */
export async function stockPlaces(pool: Pool, places: readonly StockedPlace[]): Promise<void> {
  await pool.query(
    `insert into products (sku, title, price_minor, margin_minor, currency, occurred_at, position)
     values ($1, 'Mug', 9000, 4000, 'EUR', now(), 1)`,
    [sku],
  )
  for (const { place, onHand, unitsPerHour = 0.05, isOut = false, latitude, longitude } of places) {
    await pool.query(
      `insert into places (place, name, latitude, longitude, occurred_at, position) values ($1, initcap($1), $2, $3, now(), 1)`,
      [place, latitude, longitude],
    )
    await pool.query(
      `insert into stock_levels (sku, place, on_hand, heard_at, known_since, folded_hour, units_per_hour, horizon_hours)
       values ($1, $2, $3, now(), now(), now(), $4, 168)`,
      [sku, place, onHand, unitsPerHour],
    )
    if (isOut) await openAlert(pool, place)
  }
}

/** No two are the same one, as in a log. */
let position = 0

export async function openAlert(pool: Pool, place: string): Promise<void> {
  position += 1
  await pool.query(
    `insert into stock_alerts (id, sku, place, kind, state, opened_at, opened_position, position)
     values ($1, $2, $3, 'out', 'open', now(), $4, $4)`,
    [`${sku}@${place}:out:${position}`, sku, place, position],
  )
}

export async function setOnHand(pool: Pool, place: string, onHand: number): Promise<void> {
  await pool.query('update stock_levels set on_hand = $3 where sku = $1 and place = $2', [sku, place, onHand])
}

export async function emptyStock(pool: Pool): Promise<void> {
  await pool.query(`truncate products, product_prices, places, stock_levels, stock_alerts, stock_movements, order_lines,
    stock_rules, sku_view_hours, out_spans`)
}
