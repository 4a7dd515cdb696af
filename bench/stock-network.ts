import pg from 'pg'
import type { StoredEvent } from '#contract/event.ts'
import { hourMs } from '#server/projections/demand/exposure.ts'
import { openWeek } from '#server/projections/stock/sku-demand.ts'
import type { BusinessTime } from '#server/runtime/business-time.ts'

/* A company that has each of its SKUs in each of its places, as the fold of stock leaves it, and what happens there. */
export interface NetworkSize {
  skus: number
  places: number
}

/** In the whole company, whatever its size: what screens show goes by alerts. */
const openAlerts = 300

/** Places that are out, with alerts that somebody is to see. */
const outPairs = (size: NetworkSize) => `
  select 'SKU-' || i % ${size.skus} as sku, 'place-' || (i * 7 + i / ${size.skus}) % ${size.places} as place, i
  from generate_series(0, ${openAlerts - 1}) i`

/** Fills empty tables: levels from 10 to 69, and what each place has sold in two hours of this week and of each of the last four. */
export async function fillNetwork(databaseUrl: string, size: NetworkSize, time: BusinessTime): Promise<void> {
  const now = Math.floor(Date.now() / hourMs) * hourMs
  const at = { now: `to_timestamp(${now / 1000})`, week: `to_timestamp(${openWeek(time, Date.now()) / 1000})` }
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    for (const statement of [...named(size, at), ...levels(size, at), ...alerts(size, at)])
      await client.query(statement)
    await client.query('vacuum analyze')
  } finally {
    await client.end()
  }
}

interface Moments {
  now: string
  week: string
}

const named = ({ skus, places }: NetworkSize, { now, week }: Moments): string[] => [
  `insert into products (sku, title, price_minor, margin_minor, currency, occurred_at, position)
   select 'SKU-' || s, 'Product ' || s, 2000 + s, 900, 'EUR', ${now}, 1 from generate_series(0, ${skus - 1}) s`,
  `insert into places (place, name, latitude, longitude, occurred_at, position)
   select 'place-' || p, 'Store ' || p, 43 + p % 20 * 0.3, -1 + p / 20 * 0.5, ${now}, 1
   from generate_series(0, ${places - 1}) p`,
  `insert into place_sources (place, source, position)
   select 'place-' || p, 'shop', 1 from generate_series(0, ${places - 1}) p`,
  `insert into sku_demand (sku, week, weights, dispersion_expected, dispersion_excess, updated_position)
   select 'SKU-' || s, ${week}, (select array_agg(case when h % 24 between 9 and 19 then 3 else 0.2 end)
     from generate_series(0, 167) h), 400, 200, 1
   from generate_series(0, ${skus - 1}) s`,
]

const levels = ({ skus, places }: NetworkSize, { now, week }: Moments): string[] => [
  `insert into stock_levels (sku, place, on_hand, stated_on_hand, stated_at, stated_position, source, moved_at, heard_at,
     known_since, week_chance, week_size, week_exposure, folded_hour, chance, size, exposure, units_per_hour,
     hours_to_zero, risk, horizon_hours, stake_minor)
   select 'SKU-' || s, 'place-' || p, n, n, ${week}, 1, 'erp', ${week}, ${now}, ${week} - interval '60 days', 0.02, 1.2, 1440,
     ${now}, 0.02, 1.2, 1500, 0.025, n * 40, 0.001, 168, 900
   from generate_series(0, ${skus - 1}) s, generate_series(0, ${places - 1}) p, lateral (select 10 + (s * 31 + p * 17) % 60 as n) l`,
  `insert into stock_movements (sku, place, occurred_at, position, stated, after, stated_after)
   select sku, place, moved_at, 1, on_hand, on_hand, true from stock_levels`,
  `insert into sales_hours (sku, place, hour, units, orders)
   select 'SKU-' || s, 'place-' || p, ${now} - (1 + h % 2 * 6) * interval '1 hour' - h / 2 * interval '7 days', 1, 1
   from generate_series(0, ${skus - 1}) s, generate_series(0, ${places - 1}) p, generate_series(0, 9) h
   where (s + p + h) % 5 = 0`,
]

const alerts = (size: NetworkSize, { now }: Moments): string[] => [
  `update stock_levels set on_hand = 0, out_since = ${now}, hours_to_zero = 0, risk = 1 from (${outPairs(size)}) as gone
   where stock_levels.sku = gone.sku and stock_levels.place = gone.place`,
  `insert into out_spans (sku, place, from_at) select sku, place, ${now} from (${outPairs(size)}) as gone`,
  `insert into stock_alerts (id, sku, place, kind, state, opened_at, opened_position, position)
   select sku || '@' || place || ':out:1', sku, place, 'out', 'open', ${now}, 1, 1 from (${outPairs(size)}) as gone`,
]

let position = 1n

function eventOf(type: string, data: object, id: string): StoredEvent {
  position += 1n
  const now = Date.now()
  const origin = { id, source: type === 'order.placed' ? 'shop' : 'erp', type, subject: null }
  const flags = { backfill: false, synthetic: false, clamped: false }
  return { ...origin, ...flags, position, occurredAt: now, receivedAt: now, data }
}

/** As a database says it after an UPDATE. */
export function stated(sku: number, place: number, onHand: number): StoredEvent {
  const data = { sku: `SKU-${sku}`, store: `place-${place}`, onHand }
  return eventOf('stock.changed', data, `stock-${position}`)
}

/** An order of two SKUs in a place. */
export function ordered(skus: readonly [string, string], place: string): StoredEvent {
  const orderId = `order-${position}`
  const lines = skus.map((sku) => ({ sku, quantity: 1, unitPriceMinor: 2000 }))
  return eventOf('order.placed', { orderId, store: place, totalMinor: 4000, currency: 'EUR', lines }, orderId)
}
