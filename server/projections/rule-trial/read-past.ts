import type { Pool } from 'pg'
import type { RuleOf } from '#contract/stock-rules.ts'
import { loadProducts } from '../stock/load-named.ts'
import { loadDemand, loadHistory, loadPairs } from '../stock/load-pairs.ts'
import type { Delivery, OrderLine, StockState } from '../stock/state.ts'
import { emptyState, pairKey } from '../stock/state.ts'
import { KnownShapes } from '../stock/week-shape.ts'
import type { Act, PastLine, SkuTables } from './past.ts'

/** Epoch ms. */
interface Since {
  from: number
}

export interface SkuOfRule {
  sku: string
  /** Its places that the rule is about. */
  levels: number
}

/** @returns the SKUs that a rule is about, in an order that has nothing to do with what they are; and how many levels. */
export async function readSkusOf(pool: Pool, { scope, value }: RuleOf): Promise<SkuOfRule[]> {
  const { rows } = await pool.query<SkuOfRule>({
    name: 'read-skus-of-rule',
    text: `select sku, count(*) filter (where $1 <> 'place' or place = $2)::int as levels
      from stock_levels
      where case $1 when 'sku' then sku = $2 when 'place' then sku in (select sku from stock_levels where place = $2)
        when 'category' then sku in (select sku from products where category = $2) else true end
      group by sku order by md5(sku)`,
    values: [scope, value],
  })
  return rows
}

/** @returns all that the tables know of these SKUs since a moment, and what they were like then. */
export async function readTables(pool: Pool, skus: readonly string[], { from }: Since) {
  const state = emptyState()
  await loadProducts(pool, state, skus)
  await loadDemand(pool, state, { skus, shapes: new KnownShapes() })
  await loadPairs(pool, state, { pairs: [], skus })
  await loadHistory(pool, state, sinceFrom(state, from))
  const [orderLines, deliveries, acts] = await Promise.all([
    readOrderLines(pool, skus, from),
    readDeliveries(pool, skus, from),
    readActs(pool, skus, from),
  ])
  const tables = [...state.skus.values()].map((sku): SkuTables => {
    const ofSku = <Row extends { sku: string }>(rows: readonly Row[]) => rows.filter((row) => row.sku === sku.sku)
    return { sku, orderLines: ofSku(orderLines), deliveries: ofSku(deliveries), acts: ofSku(acts) }
  })
  return { tables, products: state.products }
}

/** All of each SKU is to be read, and of each of its places what has moved it since. */
function sinceFrom(state: StockState, from: number): Map<string, number> {
  const pairs = [...state.skus.values()].flatMap((sku) => {
    sku.scope = 'history'
    return [...sku.pairs.values()]
  })
  return new Map(pairs.map(({ sku, place }) => [pairKey(sku, place), from]))
}

const at = (column: string, name: string) => `(extract(epoch from ${column}) * 1000)::float8 as "${name}"`

type LineRow = Omit<OrderLine, 'position'> & {
  position: string
  cancelledAt: number | null
  cancelledPosition: string | null
}

async function readOrderLines(pool: Pool, skus: readonly string[], from: number): Promise<PastLine[]> {
  const { rows } = await pool.query<LineRow>({
    name: 'read-order-lines-since',
    text: `select source, order_id as "orderId", sku, place, units, unit_minor::float8 as "unitMinor",
        ${at('order_lines.occurred_at', 'occurredAt')}, order_lines.position, cancelled,
        ${at('cancelled_orders.occurred_at', 'cancelledAt')}, cancelled_orders.position as "cancelledPosition"
      from order_lines left join cancelled_orders using (source, order_id)
      where sku = any ($1) and (order_lines.occurred_at > to_timestamp($2::float8 / 1000)
        or cancelled and cancelled_orders.occurred_at > to_timestamp($2::float8 / 1000))
      order by order_lines.position`,
    values: [skus, from],
  })
  return rows.map(({ cancelledAt, cancelledPosition, ...row }) => {
    const isCancelled = cancelledAt !== null && cancelledPosition !== null
    const cancellation = isCancelled ? { occurredAt: cancelledAt, position: BigInt(cancelledPosition) } : null
    return { ...row, position: BigInt(row.position), cancellation }
  })
}

type ReadDelivery = Delivery & { endedAt: number | null }

/** When one was cancelled is in the log only. */
async function readDeliveries(pool: Pool, skus: readonly string[], from: number): Promise<ReadDelivery[]> {
  const { rows } = await pool.query<Omit<ReadDelivery, 'position'> & { position: string }>({
    name: 'read-deliveries-since',
    text: `select delivery_id as "deliveryId", sku, place, quantity, ${at('expected_at', 'expectedAt')}, state,
        ${at('deliveries.occurred_at', 'occurredAt')}, deliveries.position, ${at('events.occurred_at', 'endedAt')}
      from deliveries left join events on state = 'cancelled' and events.position = deliveries.position
      where sku = any ($1) and (expected_at > to_timestamp($2::float8 / 1000)
        or deliveries.occurred_at > to_timestamp($2::float8 / 1000))
      order by deliveries.position`,
    values: [skus, from],
  })
  return rows.map((row) => ({ ...row, position: BigInt(row.position) }))
}

/** Alerts that somebody had, and transfers that somebody accepted. */
async function readActs(pool: Pool, skus: readonly string[], from: number): Promise<(Act & { sku: string })[]> {
  const { rows } = await pool.query<Act & { sku: string }>({
    name: 'read-acts-since',
    text: `select sku, place, ${at('begun', 'from')}, ${at("coalesce(ended, 'infinity'::timestamptz)", 'to')}
      from (
        select sku, place, opened_at as begun, closed_at as ended from stock_alerts
        where acknowledged_at is not null or assignee_id is not null or snoozed_until is not null
        union all
        select sku, to_place, decided_at, arrived_at from transfers where state in ('accepted', 'arrived')
      ) as acts
      where sku = any ($1) and coalesce(ended, 'infinity') > to_timestamp($2::float8 / 1000)`,
    values: [skus, from],
  })
  return rows
}
