import type { StockFactFrom } from '../stock/facts.ts'
import { foldHistory, floorHour, openWeek } from '../stock/sku-demand.ts'
import type { Delivery, OrderLine, Pair, SkuState, StockState } from '../stock/state.ts'
import { emptyState, newPair, newSku, orderKey } from '../stock/state.ts'
import type { BusinessTime } from '../../runtime/business-time.ts'

/*
 * One SKU taken back to a moment of the past: what was known of it then, and everything that has happened since, as the facts
 * that the fold of stock takes. Everything is taken to have been received when it occurred, and what was history when it came
 * in is news like the rest.
 */

export interface SkuTables {
  /** As it is now, with all that was ever sold, and with the movements since `from` on what was there then. */
  sku: SkuState
  /** Those since `from`, and those before it whose cancellation came after it. */
  orderLines: readonly PastLine[]
  /** `endedAt`: when it was cancelled; null = it was not, or nobody knows. */
  deliveries: readonly (Delivery & { endedAt: number | null })[]
  acts: readonly Act[]
}

export interface PastLine extends OrderLine {
  cancellation: { occurredAt: number; position: bigint } | null
}

/** Somebody had an alert of this place, or had stock sent to it. Epoch ms. */
export interface Act {
  place: string
  from: number
  to: number
}

export interface Past {
  /** As it was at `from`. */
  state: StockState
  /** In the order in which they happened. */
  facts: StockFactFrom[]
  acts: readonly Act[]
}

/** What all SKUs have in common; see `loadNetwork`. */
export type Network = Pick<StockState, 'places' | 'placeSources' | 'silent' | 'products'>

interface Back {
  /** Epoch ms, the beginning of an hour. */
  from: number
  time: BusinessTime
}

export function pastOf(tables: SkuTables, network: Network, { from, time }: Back): Past {
  const { places, placeSources, silent, products } = network
  const state: StockState = { ...emptyState(), places, placeSources, silent, products }
  const name = tables.sku.sku
  const ended = endedDeliveries(tables)
  const sku = newSku(name)
  state.skus.set(name, sku)
  for (const pair of tables.sku.pairs.values())
    if (pair.knownSince < from) sku.pairs.set(pair.place, pairAt(pair, from))
  for (const line of tables.orderLines) if (line.occurredAt <= from) putBack(state, sku, line)
  for (const { delivery, saidAt } of ended) if (saidAt <= from) expect(state, sku, delivery)
  if (sku.pairs.size > 0) foldHistory(state, sku, { target: openWeek(time, from), time })
  const facts = [...movementsOf(tables), ...ordersOf(tables, from), ...deliveriesOf(ended, from)]
  return { state, facts: facts.toSorted(comesFirst), acts: tables.acts }
}

function comesFirst({ from: a }: StockFactFrom, { from: b }: StockFactFrom): number {
  return a.occurredAt - b.occurredAt || (a.position < b.position ? -1 : 1)
}

function pairAt({ sku, place, source, knownSince, base, sales, spansBefore }: Pair, from: number): Pair {
  return {
    ...newPair(sku, place, { heardAt: from, knownSince }),
    source,
    level: base.level,
    base,
    sales: new Map([...sales].filter(([hour]) => hour < from)),
    spansBefore,
    spans: base.outFrom === null ? [] : [{ from: base.outFrom, to: null }],
  }
}

/** A sale of before that was cancelled since counted until then. */
function putBack(state: StockState, sku: SkuState, { cancellation: _, ...line }: PastLine): void {
  const sales = sku.pairs.get(line.place)?.sales
  if (!sales) return
  const key = orderKey(line.source, line.orderId)
  state.orders.set(key, [...(state.orders.get(key) ?? []), { ...line, cancelled: false }])
  const hour = floorHour(line.occurredAt)
  const { units, orders } = sales.get(hour) ?? { units: 0, orders: 0 }
  sales.set(hour, { units: units + line.units, orders: orders + 1 })
}

function originAt(occurredAt: number, position: bigint, source = ''): StockFactFrom['from'] {
  return { position, source, occurredAt, receivedAt: occurredAt, backfill: false }
}

function movementsOf({ sku, deliveries }: SkuTables): StockFactFrom[] {
  const arrivals = new Set(deliveries.flatMap(({ state, position }) => (state === 'arrived' ? [position] : [])))
  return [...sku.pairs.values()].flatMap(({ place, source, history }) =>
    history.flatMap(({ movement }): StockFactFrom[] => {
      // They come with their orders.
      if (movement.fromOrder) return []
      const { occurredAt, position, stated, delta, version } = movement
      const said = { sku: sku.sku, place, stated, delta, version, isDelivery: arrivals.has(position) }
      return [{ fact: 'movement', ...said, from: originAt(occurredAt, position, source ?? '') }]
    }),
  )
}

function ordersOf({ orderLines }: SkuTables, from: number): StockFactFrom[] {
  return orderLines.flatMap(({ source, orderId, sku, place, units, unitMinor, occurredAt, position, cancellation }) => {
    const sale: StockFactFrom = {
      fact: 'sale',
      orderId,
      place,
      lines: [{ sku, units, unitMinor }],
      from: originAt(occurredAt, position, source),
    }
    const facts = occurredAt > from ? [sale] : []
    if (cancellation === null || cancellation.occurredAt <= from) return facts
    const { occurredAt: at, position: saidAt } = cancellation
    return [...facts, { fact: 'cancellation', orderId, from: originAt(at, saidAt, source) }]
  })
}

interface EndedDelivery {
  delivery: Delivery
  saidAt: number
  cancelledAt: number | null
}

/** Without those that had arrived, or been cancelled, before: whether they arrived in time is in the levels. */
function endedDeliveries({ sku, deliveries }: SkuTables): EndedDelivery[] {
  const moved = new Set(
    [...sku.pairs.values()].flatMap(({ history }) => history.map(({ movement }) => movement.position)),
  )
  return deliveries.flatMap(({ endedAt, ...delivery }) => {
    if (delivery.sku === '' || (delivery.state === 'arrived' && !moved.has(delivery.position))) return []
    if (delivery.state === 'cancelled' && endedAt === null) return []
    const expected: Delivery = { ...delivery, state: 'expected' }
    return [{ delivery: expected, saidAt: delivery.occurredAt, cancelledAt: endedAt }]
  })
}

function expect(state: StockState, sku: SkuState, delivery: Delivery): void {
  state.deliveries.set(delivery.deliveryId, delivery)
  sku.pairs.get(delivery.place)?.deliveries.push(delivery)
}

function deliveriesOf(ended: readonly EndedDelivery[], from: number): StockFactFrom[] {
  return ended.flatMap(({ delivery, saidAt, cancelledAt }) => {
    const { deliveryId, sku, place, quantity, expectedAt, position } = delivery
    const said: StockFactFrom = {
      fact: 'delivery',
      deliveryId,
      sku,
      place,
      quantity,
      expectedAt,
      from: originAt(saidAt, position),
    }
    const facts = saidAt > from ? [said] : []
    if (cancelledAt === null || cancelledAt <= from) return facts
    return [...facts, { fact: 'delivery-cancelled', deliveryId, from: originAt(cancelledAt, position) }]
  })
}
