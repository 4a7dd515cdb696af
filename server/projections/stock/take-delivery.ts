import type { BusinessTime } from '../../runtime/business-time.ts'
import type { DeliveryFact, StockFactFrom } from './facts.ts'
import { review } from './review.ts'
import type { Delivery, Moment, Pair, StockState } from './state.ts'
import { isNewer, openSku } from './touch-pair.ts'

export function takeDelivery(state: StockState, fact: StockFactFrom<DeliveryFact>, time: BusinessTime): void {
  const { deliveryId, sku, place, quantity, expectedAt, from } = fact
  const before = state.deliveries.get(deliveryId)
  const isCancelledBefore = before?.sku === ''
  if (before && !isCancelledBefore && !isNewer(from, before)) return
  const { occurredAt, position } = from
  const delivery: Delivery = before ?? { ...fact, state: 'expected', occurredAt, position }
  const old = state.skus.get(delivery.sku)?.pairs.get(delivery.place)
  if (old) old.deliveries = old.deliveries.filter((each) => each !== delivery)
  Object.assign(delivery, { sku, place, quantity, expectedAt, occurredAt, position })
  state.deliveries.set(deliveryId, delivery)
  state.changes.deliveries.add(delivery)
  const current = state.skus.get(sku)?.pairs.get(place)
  current?.deliveries.push(delivery)
  reviewDelivery(state, old === current ? [current] : [old, current], from, time)
}

export function takeDeliveryEnd(
  state: StockState,
  { deliveryId, from }: StockFactFrom<{ fact: 'delivery-cancelled'; deliveryId: string }>,
  time: BusinessTime,
): void {
  const { occurredAt, position } = from
  const nothing: Delivery = {
    deliveryId,
    sku: '',
    place: '',
    quantity: 0,
    expectedAt: occurredAt,
    state: 'expected',
    occurredAt,
    position,
  }
  const delivery = state.deliveries.get(deliveryId) ?? nothing
  state.deliveries.set(deliveryId, delivery)
  if (delivery.state !== 'expected') return
  delivery.state = 'cancelled'
  delivery.position = position
  state.changes.deliveries.add(delivery)
  reviewDelivery(state, [state.skus.get(delivery.sku)?.pairs.get(delivery.place)], from, time)
}

function reviewDelivery(
  state: StockState,
  pairs: readonly (Pair | undefined)[],
  moment: Moment,
  time: BusinessTime,
): void {
  for (const pair of pairs) {
    const sku = pair && state.skus.get(pair.sku)
    if (!sku) continue
    openSku(state, sku, { moment, first: Infinity, time })
    review(state, pair, { sku, moment, time, hasTurned: false })
  }
}

/** What has come is what was expected first. */
export function endOldestDelivery(state: StockState, pair: Pair, { position }: Moment): void {
  const expected = pair.deliveries.filter((delivery) => delivery.state === 'expected')
  const [oldest] = expected.toSorted((a, b) => a.expectedAt - b.expectedAt || (a.deliveryId < b.deliveryId ? -1 : 1))
  if (!oldest) return
  oldest.state = 'arrived'
  oldest.position = position
  state.changes.deliveries.add(oldest)
}
