import type { Pool } from 'pg'
import type { WhyFact } from '#contract/why.ts'
import type { Stretch } from './read-sales.ts'

/** Shown at the most, of channels and campaigns each. */
const mostNames = 3
const priceDays = 28
/** An order is big that holds so many units, and such a share of what was sold today. */
const bigOrder = { units: 5, share: 0.25 }

/** What may have to do with how a SKU sells today: things that happened, and no guess of how much each did. */
export async function readFacts(pool: Pool, sku: string, { from, to }: Stretch): Promise<WhyFact[]> {
  const { rows } = await pool.query<{ facts: WhyFact[] | null }>({
    name: 'read-sku-facts',
    text: `
      with today as (
        select to_timestamp($2::float8 / 1000) as from_at, to_timestamp($3::float8 / 1000) as to_at
      ), seen as (
        select channel, campaign, views from sku_view_hours, today where sku = $1 and hour >= from_at and hour < to_at
      ), channels as (
        select channel as name, sum(views)::float8 / sum(sum(views)) over () as share from seen group by channel
      ), campaigns as (
        select campaign as name, sum(views)::float8 / sum(sum(views)) over () as share from seen group by campaign
      ), price as (
        select price_minor, lag(price_minor) over (order by occurred_at, position) as before, occurred_at
        from product_prices where sku = $1
      ), sold as (
        select source, order_id, min(place) as place, sum(units) as units, min(occurred_at) as at, sum(sum(units)) over () as total
        from order_lines, today
        where sku = $1 and not cancelled and occurred_at >= from_at and occurred_at < to_at group by source, order_id
      ), facts as (
        (select 1 as rank, share as weight, json_build_object('fact', 'channel', 'name', name, 'share', share) as fact
         from channels where name <> '' order by share desc, name limit $4)
        union all
        (select 2, share, json_build_object('fact', 'campaign', 'name', name, 'share', share)
         from campaigns where name <> '' order by share desc, name limit $4)
        union all
        (select 3, 0, json_build_object('fact', 'price', 'fromMinor', before, 'toMinor', price_minor,
           'at', (extract(epoch from occurred_at) * 1000)::int8)
         from price, today where before <> price_minor and occurred_at > to_at - make_interval(days => $5)
         order by occurred_at desc limit 1)
        union all
        (select 4, 0, json_build_object('fact', 'substitute-out', 'sku', other.sku, 'title', coalesce(other.title, other.sku),
           'since', (extract(epoch from min(l.out_since)) * 1000)::int8, 'places', count(*))
         from products own join products other on other.sku = any(own.substitutes)
           join stock_levels l on l.sku = other.sku and l.out_since is not null
         where own.sku = $1 group by other.sku, other.title order by other.sku)
        union all
        (select 5, units, json_build_object('fact', 'big-order', 'units', units, 'place', coalesce(name, sold.place),
           'at', (extract(epoch from at) * 1000)::int8)
         from sold left join places using (place)
         where units >= $6 and units >= $7 * total order by units desc limit 1)
      )
      select json_agg(fact order by rank, weight desc) as facts from facts`,
    values: [sku, from, to, mostNames, priceDays, bigOrder.units, bigOrder.share],
  })
  return rows[0]?.facts ?? []
}
