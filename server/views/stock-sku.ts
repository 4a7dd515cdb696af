import type { Pool } from 'pg'
import type { StockAlertRow, StockCommentRow, StockPlaceRow, StockRow, StockSkuRow } from '#contract/views/stock.ts'
import { alertsShown } from '#contract/views/stock.ts'
import type { TransferRow } from '#contract/views/transfers.ts'
import { readWhy } from '../projections/why/read-why.ts'
import type { BusinessTime } from '../runtime/business-time.ts'
import type { KnownDemand } from './demand-days.ts'
import { unitsPerDay } from './demand-days.ts'
import type { FoldedUntil } from './stock-tables.ts'
import { alertRows, epochMs, foldedUntil, staleSources, waitingAlerts } from './stock-tables.ts'
import { transferRows } from './transfers.ts'
import type { ViewReading } from './view.ts'

const commentsShown = 50
/** Those that wait for a decision, and what was decided of late. */
const transfersShown = 20

/**
 * What stands at every place of the SKU: all by its key, or by an index that begins with it. Sales are kept by UTC hours; where
 * days begin within one, as in India, the lines of orders say to which day each of its sales belongs.
 */
const ofPlaces = `
  cut_hours as (
    select date_trunc('hour', day, 'UTC') as hour from unnest($3::timestamptz[]) as day
    where date_trunc('hour', day, 'UTC') < day
  ), sales as (
    select place, hour as sold_at, units from sales_hours
    where sku = $2 and hour >= ($3::timestamptz[])[1] and hour < ($3::timestamptz[])[cardinality($3::timestamptz[])]
      and hour not in (select hour from cut_hours)
    union all
    select place, occurred_at, units from cut_hours cross join lateral (
      select place, occurred_at, units from order_lines
      where sku = $2 and not cancelled and occurred_at >= hour and occurred_at < hour + interval '1 hour'
        and occurred_at >= ($3::timestamptz[])[1]
        and occurred_at < ($3::timestamptz[])[cardinality($3::timestamptz[])] offset 0
    ) lines
  ), sold as (
    select place, json_object_agg(day, units) as sold from (
      select place, width_bucket(sold_at, $3::timestamptz[]) as day, sum(units) as units from sales group by place, day
    ) per_day group by place
  ), outs as (
    select place, json_agg(json_build_object('from', ${epochMs('from_at')}, 'to', ${epochMs('to_at')})) as outs
    from out_spans where sku = $2 and (to_at is null or to_at > ($3::timestamptz[])[1]) group by place
  ), coming as (
    select to_place as place, sum(units) as coming from transfers where sku = $2 and state = 'accepted' group by to_place
  ), next_delivery as (
    select distinct on (place) place, json_build_object('units', quantity, 'at', ${epochMs('expected_at')}) as next_delivery
    from deliveries where sku = $2 and state = 'expected' order by place, expected_at
  ), at_risk as (
    select distinct place from waiting where kind = 'at-risk'
  ), at_places as (
    select json_agg(json_build_object(
      'place', place, 'name', coalesce(places.name, place), 'onHand', on_hand, 'coming', coalesce(coming, 0),
      'nextDelivery', next_delivery, 'unitsPerHour', units_per_hour, 'divertedPerHour', diverted_per_hour,
      'hoursToZero', hours_to_zero, 'risk', risk, 'lastKnownAt', ${epochMs('known_at')},
      'isAtRisk', at_risk.place is not null, 'knownSince', ${epochMs('known_since')},
      'sold', coalesce(sold, '{}'), 'outs', coalesce(outs, '[]')) order by coalesce(places.name, place), place) as at_places
    from stock_levels left join places using (place) left join stale using (source)
      left join sold using (place) left join outs using (place) left join coming using (place)
      left join next_delivery using (place) left join at_risk using (place)
    where sku = $2
  )`

const commentRows = `(select json_agg(json_build_object(
     'kind', 'comment', 'position', position::text, 'alert', alert, 'placeName', place_name, 'by', by_name, 'text', text,
     'at', ${epochMs('at')}))
   from (select alert_comments.*, place_name from alert_comments join waiting on waiting.id = alert
         order by position desc limit ${commentsShown}) newest)`

type PlaceTables = Omit<StockPlaceRow, 'kind' | 'state' | 'days'> & KnownDemand & { isAtRisk: boolean }

interface SkuTables extends FoldedUntil {
  product: Pick<StockSkuRow, 'title' | 'priceMinor' | 'marginMinor' | 'currency'> | null
  atPlaces: PlaceTables[] | null
  alerts: StockAlertRow[] | null
  comments: StockCommentRow[] | null
  transfers: TransferRow[] | null
}

interface SkuAsked {
  sku: string
  now: number
  /** Beginnings of the business days that are shown, and of today; epoch ms. */
  days: readonly number[]
  time: BusinessTime
}

/**
 * The topic `stock:{sku}`: the tables in one statement, and why it sells, which goes by hours and not by events, in another.
 *
 * @returns null when nobody has ever spoken of the SKU.
 */
export async function readSku(pool: Pool, asked: SkuAsked): Promise<ViewReading | null> {
  const [tables, why] = await Promise.all([readSkuTables(pool, asked), readWhy(pool, asked.sku, asked)])
  const { position, newest, product, atPlaces, alerts, comments, transfers } = tables
  if (product === null && atPlaces === null) return null
  const places = (atPlaces ?? []).map((place) => toPlaceRow(place, asked.days))
  const rows: Record<string, StockRow> = { sku: toSkuRow(asked.sku, product, places) }
  for (const place of places) rows[`place:${place.place}`] = place
  for (const alert of alerts ?? []) rows[`alert:${alert.id}`] = alert
  for (const comment of comments ?? []) rows[`comment:${comment.position}`] = comment
  for (const transfer of transfers ?? []) rows[`transfer:${transfer.id}`] = transfer
  if (why) rows.why = why
  return { position: BigInt(position), rows, newest }
}

async function readSkuTables(pool: Pool, { sku, now, days }: SkuAsked): Promise<SkuTables> {
  const { rows } = await pool.query<SkuTables>({
    name: 'read-stock-sku',
    text: `
      with ${staleSources}, ${waitingAlerts('alert.sku = $2')}, ${ofPlaces}
      select ${foldedUntil}, (select at_places from at_places) as "atPlaces", ${alertRows(alertsShown)} as alerts,
        ${commentRows} as comments, ${transferRows({ where: 'sku = $2', limit: transfersShown })} as transfers,
        (select json_build_object('title', coalesce(title, sku), 'priceMinor', price_minor, 'marginMinor', margin_minor,
           'currency', currency) from products where sku = $2) as product`,
    values: [now, sku, days.map((day) => new Date(day))],
  })
  if (!rows[0]) throw new Error('the query of a SKU answered no row')
  return rows[0]
}

function toPlaceRow(tables: PlaceTables, days: readonly number[]): StockPlaceRow {
  const { isAtRisk, knownSince, sold, outs, ...shown } = tables
  const state = stateOf(shown, isAtRisk)
  return { kind: 'place', ...shown, state, days: unitsPerDay({ knownSince, sold, outs }, days) }
}

/** What is not known is never fine, nor anything else. */
function stateOf(
  { onHand, lastKnownAt }: Pick<StockPlaceRow, 'onHand' | 'lastKnownAt'>,
  isAtRisk: boolean,
): StockPlaceRow['state'] {
  if (onHand === null || lastKnownAt !== null) return 'unknown'
  if (onHand <= 0) return 'out'
  return isAtRisk ? 'at-risk' : 'fine'
}

function toSkuRow(sku: string, product: SkuTables['product'], places: readonly StockPlaceRow[]): StockSkuRow {
  const counted = { out: 0, 'at-risk': 0, fine: 0, unknown: 0 }
  for (const { state } of places) counted[state] += 1
  const { out, 'at-risk': atRisk, fine, unknown } = counted
  const onHand = places.reduce((sum, place) => sum + Math.max(0, place.onHand ?? 0), 0)
  const named = product ?? { title: sku, priceMinor: null, marginMinor: null, currency: null }
  return { kind: 'sku', sku, ...named, onHand, out, atRisk, fine, unknown }
}
