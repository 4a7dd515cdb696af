import type { Pool } from 'pg'
import type { StockAlertRow, StockRow, StockTotalsRow, StockUnknownRow } from '#contract/views/stock.ts'
import { alertsShown } from '#contract/views/stock.ts'
import type { FoldedUntil } from './stock-tables.ts'
import { alertRows, epochMs, foldedUntil, staleSources, waitingAlerts } from './stock-tables.ts'
import type { ViewReading } from './view.ts'

/** Places among the rows; the totals count all. */
const unknownShown = 200

/** Epoch ms. */
export interface Moment {
  now: number
  dayStart: number
}

/** Each place of a stale source, found by jumping from one to the next through the index: no level is counted. */
const unknownPlaces = `
  unknown as materialized (
    select source, source_name, known_at, found.place, coalesce(places.name, found.place) as place_name
    from stale cross join lateral (
      with recursive step as (
        (select source, place from stock_levels where (source, place) > (stale.source, '') order by source, place limit 1)
        union all
        select next.source, next.place from step cross join lateral (
          select source, place from stock_levels where (source, place) > (step.source, step.place)
          order by source, place limit 1
        ) next where step.source = stale.source
      )
      select place from step where step.source = stale.source
    ) found left join places on places.place = found.place
  )`

const isAwake = `state <> 'snoozed'`
const isOneCurrency = `count(distinct currency) filter (where ${isAwake}) = 1`

const totalsRow = `(select json_build_object(
    'kind', 'totals',
    'hasLevels', exists (select from stock_levels),
    'alerts', count(*) filter (where ${isAwake}), 'snoozed', count(*) filter (where not ${isAwake}),
    'out', count(*) filter (where kind = 'out'), 'atRisk', count(*) filter (where kind = 'at-risk'),
    'unknown', (select count(distinct place) from unknown),
    'closedToday', (select count(*) from stock_alerts
      where state = 'closed' and closed_at >= to_timestamp($2::float8 / 1000) and not is_history),
    'atStakeMinor', case when ${isOneCurrency} then sum(stake_minor) filter (where ${isAwake}) end,
    'currency', case when ${isOneCurrency} then min(currency) filter (where ${isAwake}) end)
  from waiting)`

interface Overview extends FoldedUntil {
  totals: StockTotalsRow
  alerts: StockAlertRow[] | null
  unknown: StockUnknownRow[] | null
}

/** The topic `stock`, in one statement: one statement sees one snapshot. */
export async function readOverview(pool: Pool, { now, dayStart }: Moment): Promise<ViewReading> {
  const { rows } = await pool.query<Overview>({
    name: 'read-stock',
    text: `
      with ${staleSources}, ${waitingAlerts()}, ${unknownPlaces}
      select ${foldedUntil}, ${totalsRow} as totals, ${alertRows(alertsShown)} as alerts,
        (select json_agg(json_build_object('kind', 'unknown', 'place', place, 'placeName', place_name, 'source', source,
           'sourceName', source_name, 'lastKnownAt', ${epochMs('known_at')}))
         from (select * from unknown order by known_at, source, place limit ${unknownShown}) shown) as unknown`,
    values: [now, dayStart],
  })
  const [read] = rows
  if (!read) throw new Error('the stock query answered no row')
  const keyed: Record<string, StockRow> = { totals: read.totals }
  for (const alert of read.alerts ?? []) keyed[`alert:${alert.id}`] = alert
  for (const place of read.unknown ?? []) keyed[`unknown:${place.source}:${place.place}`] = place
  return { position: BigInt(read.position), rows: keyed, newest: read.newest }
}

/** The topic `stock-totals`: what the navigation counts, on every screen. */
export async function readTotals(pool: Pool, { now, dayStart }: Moment): Promise<ViewReading> {
  const { rows } = await pool.query<Pick<Overview, 'totals'> & FoldedUntil>({
    name: 'read-stock-totals',
    text: `
      with ${staleSources}, ${waitingAlerts()}, ${unknownPlaces}
      select ${foldedUntil}, ${totalsRow} as totals`,
    values: [now, dayStart],
  })
  const [read] = rows
  if (!read) throw new Error('the query of the totals of stock answered no row')
  return { position: BigInt(read.position), rows: { totals: read.totals }, newest: read.newest }
}
