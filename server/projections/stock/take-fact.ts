import type { BusinessTime } from '../../runtime/business-time.ts'
import { takeAlertFact } from './alerts.ts'
import type { MovementFact, PlaceFact, ProductFact, StockFactFrom, ViewFact, WithdrawalFact } from './facts.ts'
import { takeRule } from './rules.ts'
import { refreshStale, review } from './review.ts'
import { floorHour } from './sku-demand.ts'
import type { Place, Product, StockState } from './state.ts'
import { endOldestDelivery, takeDelivery, takeDeliveryEnd } from './take-delivery.ts'
import { takeCancellation, takeReturn, takeSale } from './take-sale.ts'
import { hear, isNewer, movePair } from './touch-pair.ts'

/** Folds one fact into what has been read. In the order of the log; everything it touches must be in `state`. */
export function takeFact(state: StockState, fact: StockFactFrom, time: BusinessTime): void {
  refreshWhatReads(state, fact, time)
  switch (fact.fact) {
    case 'movement':
      return takeMovement(state, fact, time)
    case 'withdrawal':
      return takeWithdrawal(state, fact, time)
    case 'sale':
      return takeSale(state, fact, time)
    case 'cancellation':
      return takeCancellation(state, fact, time)
    case 'return':
      return takeReturn(state, fact, time)
    case 'product':
      return takeProduct(state, fact)
    case 'place':
      return takePlace(state, fact)
    case 'delivery':
      return takeDelivery(state, fact, time)
    case 'delivery-cancelled':
      return takeDeliveryEnd(state, fact, time)
    case 'alert':
      return takeAlertFact(state, fact)
    case 'rule':
      return takeRule(state, fact)
    case 'view':
      return takeView(state, fact)
    case 'silent':
      return takeSilent(state, fact)
    case 'heard':
      return takeHeard(state, fact)
  }
}

/** What history has changed is folded with what was known then: before a product, an alert, a place, a rule or a silence changes. */
function refreshWhatReads(state: StockState, fact: StockFactFrom, time: BusinessTime): void {
  if (fact.fact === 'product' || fact.fact === 'alert') {
    const name = fact.fact === 'product' ? fact.sku : state.alerts.get(fact.alert)?.sku
    const sku = name === undefined ? undefined : state.skus.get(name)
    if (sku) refreshStale(state, sku, time)
  } else if (isOfAll(fact)) {
    for (const sku of state.skus.values()) refreshStale(state, sku, time)
  }
}

/** Whether it may change something for every SKU. */
export function isOfAll({ fact }: StockFactFrom): boolean {
  return fact === 'place' || fact === 'rule' || fact === 'silent' || fact === 'heard'
}

function takeMovement(state: StockState, fact: StockFactFrom<MovementFact>, time: BusinessTime): void {
  const { stated, delta, version, from } = fact
  const { sku, pair } = hear(state, { ...fact, isLevel: true }, time)
  const { occurredAt, position } = from
  const hasTurned = movePair(state, pair, { occurredAt, position, stated, delta, version, fromOrder: false })
  if (fact.isDelivery) endOldestDelivery(state, pair, from)
  review(state, pair, { sku, moment: from, time, hasTurned })
}

/** Each place as of its last statement: what has moved it since goes on from nothing known. */
function takeWithdrawal(state: StockState, { sku, from }: StockFactFrom<WithdrawalFact>, time: BusinessTime): void {
  for (const { place, stated, source } of state.skus.get(sku)?.pairs.values() ?? []) {
    if (stated === null || source !== from.source) continue
    const nothing = { stated: null, delta: null, version: null, isDelivery: false }
    takeMovement(state, { fact: 'movement', sku, place, ...nothing, from: { ...from, occurredAt: stated.at } }, time)
  }
}

function takeProduct(state: StockState, { from, fact: _, ...said }: StockFactFrom<ProductFact>): void {
  const { occurredAt, position } = from
  const product: Product = { ...said, occurredAt, position }
  state.changes.touched.add(product.sku)
  if (product.priceMinor !== null) state.changes.prices.push(product)
  const before = state.products.get(product.sku)
  if (before && !isNewer(from, before)) return
  if (before) {
    state.changes.products.delete(before)
    if (before.path !== null) state.skusOfPath.get(before.path)?.delete(before.sku)
  }
  state.products.set(product.sku, product)
  state.changes.products.add(product)
  if (product.path === null) return
  const skus = state.skusOfPath.get(product.path) ?? new Set()
  state.skusOfPath.set(product.path, skus.add(product.sku))
}

function takePlace(state: StockState, { from, fact: _, ...said }: StockFactFrom<PlaceFact>): void {
  const { occurredAt, position } = from
  const place: Place = { ...said, occurredAt, position }
  const before = state.places.get(place.place)
  if (before && !isNewer(from, before)) return
  if (before) state.changes.places.delete(before)
  state.places.set(place.place, place)
  state.changes.places.add(place)
}

function takeView(state: StockState, { sku, path, channel, campaign, from }: StockFactFrom<ViewFact>): void {
  const skus = sku === null ? (state.skusOfPath.get(path ?? '') ?? []) : [sku]
  const hour = floorHour(from.occurredAt)
  for (const sku of skus) {
    const key = JSON.stringify([sku, hour, channel, campaign])
    const count = state.changes.views.get(key) ?? { sku, hour, channel, campaign, views: 0 }
    state.changes.views.set(key, { ...count, views: count.views + 1 })
    state.changes.touched.add(sku)
  }
}

function takeSilent(state: StockState, { silent, since, from }: StockFactFrom & { fact: 'silent' }): void {
  if (state.silent.some(({ source, to }) => source === silent && to === null)) return
  const span = { source: silent, from: since, to: null, position: from.position }
  state.silent.push(span)
  state.changes.silent.add(span)
}

function takeHeard(state: StockState, { heard, from }: StockFactFrom & { fact: 'heard' }): void {
  const span = state.silent.find(({ source, to }) => source === heard && to === null)
  if (!span) return
  span.to = Math.max(span.from, from.occurredAt)
  span.position = from.position
  state.changes.silent.add(span)
}
