import type { Pool } from 'pg'
import type { BusinessTime } from '../../runtime/business-time.ts'
import type { SalesPeriod } from './decomposition.ts'

/** Today until now, and the same hours of the same weekday of the four weeks before; `before` is their mean. */
export interface ComparedSales {
  before: SalesPeriod
  now: SalesPeriod
  /** Whether page views are known of both. */
  isCounted: boolean
}

const weeks = 4
const weekMs = 7 * 86_400_000

export interface Stretch {
  /** Epoch ms. */
  from: number
  to: number
}

/** The first is today's; days are business days, also in weeks that are an hour shorter or longer. */
export function comparedStretches(now: number, time: Pick<BusinessTime, 'startOfDay'>): Stretch[] {
  const today = time.startOfDay(now)
  return Array.from({ length: weeks + 1 }, (_, week) => {
    // Noon of a day is within it whatever the clocks do.
    const from = week === 0 ? today : time.startOfDay(today - week * weekMs + 43_200_000)
    return { from, to: from + (now - today) }
  })
}

/** What happened with a SKU in one stretch. */
export interface StretchSales {
  units: number
  orders: number
  views: number
  /** Places that had it, on average. */
  places: number
  /** Nothing was known of it before: no day without sales, but a day without data. */
  isKnown: boolean
}

/** @returns null when nothing is known of any week before. */
export function compareSales([today, ...before]: readonly StretchSales[]): ComparedSales | null {
  const known = before.filter(({ isKnown }) => isKnown)
  if (!today || known.length === 0) return null
  const mean = (of: (sales: StretchSales) => number) => known.reduce((sum, each) => sum + of(each), 0) / known.length
  const then = {
    units: mean(({ units }) => units),
    orders: mean(({ orders }) => orders),
    views: mean(({ views }) => views),
    places: mean(({ places }) => places),
  }
  // Where views are counted on one side only, their change says who counts and not why something sells.
  const isCounted = today.views > 0 && then.views > 0
  return { before: toPeriod(then, isCounted), now: toPeriod(today, isCounted), isCounted }
}

function toPeriod({ units, orders, views, places }: Omit<StretchSales, 'isKnown'>, isCounted: boolean): SalesPeriod {
  // Whoever sells has it, also where nobody states a level.
  if (isCounted) return { units, orders, views, places: units > 0 ? Math.max(places, 1) : places, unexplainedUnits: 0 }
  return { units: 0, orders: 0, views: 0, places, unexplainedUnits: units }
}

/** In the order of the stretches. Of an hour that a stretch ends in, views count by the share of it that has passed. */
export async function readStretches(pool: Pool, sku: string, stretches: readonly Stretch[]): Promise<StretchSales[]> {
  const { rows } = await pool.query<StretchSales>({
    name: 'read-sku-stretches',
    text: `
      select coalesce(sold.units, 0) as units, coalesce(sold.orders, 0)::float8 as orders,
        coalesce(seen.views, 0) as views, coalesce(had.places, 0) as places,
        exists (select from stock_levels l where l.sku = $1 and l.known_since <= from_at) as "isKnown"
      from (select n, to_timestamp(from_ms / 1000) as from_at, to_timestamp(to_ms / 1000) as to_at
            from unnest($2::float8[], $3::float8[]) with ordinality as given (from_ms, to_ms, n)) stretch
        left join lateral (
          select sum(units) as units, count(distinct (source, order_id)) as orders from order_lines
          where sku = $1 and not cancelled and occurred_at >= from_at and occurred_at < to_at
        ) sold on true
        left join lateral (
          select sum(views * case when n = 1 then 1 else
            least(1, extract(epoch from to_at - hour) / 3600) end)::float8 as views
          from sku_view_hours where sku = $1 and hour >= from_at and hour < to_at
        ) seen on true
        left join lateral (
          select sum(1 - least(1, coalesce(out.seconds, 0) / greatest(extract(epoch from to_at - from_at), 1)))::float8 as places
          from stock_levels l left join lateral (
            select sum(extract(epoch from least(coalesce(o.to_at, stretch.to_at), stretch.to_at)
              - greatest(o.from_at, stretch.from_at))) as seconds
            from out_spans o
            where o.sku = $1 and o.place = l.place and o.from_at < stretch.to_at
              and (o.to_at is null or o.to_at > stretch.from_at)
          ) out on true
          where l.sku = $1 and l.on_hand is not null and l.known_since <= stretch.from_at
        ) had on true
      order by n`,
    values: [sku, stretches.map(({ from }) => from), stretches.map(({ to }) => to)],
  })
  return rows
}
