import type { BusinessTime } from '../../runtime/business-time.ts'
import type { ReturnFact, SaleFact, StockFactFrom } from './facts.ts'
import { levelBefore } from './level.ts'
import { refreshStale, review } from './review.ts'
import { floorHour } from './sku-demand.ts'
import type { CancelledOrder, Moment, OrderLine, Pair, SkuState, StockState } from './state.ts'
import { orderKey, pairKey } from './state.ts'
import { hear, movePair } from './touch-pair.ts'

/*
 * Sales count in the hour in which they were made. A cancellation is of the whole order: it takes the sale out of that hour
 * whenever it comes, also before the sale. What was returned was wanted: it stays a sale, and only what is for sale again
 * is on hand.
 */
export function takeSale(state: StockState, fact: StockFactFrom<SaleFact>, time: BusinessTime): void {
  const { orderId, place, lines, from } = fact
  const key = orderKey(from.source, orderId)
  // An order is placed once; what is said of it a second time is the same order.
  if (state.orders.has(key)) return
  const cancelled = state.cancelled.get(key)
  noteSource(state, { place, source: from.source, position: from.position }, time)
  const { source, occurredAt, position } = from
  const sold = lines.map((line): OrderLine => ({
    ...line,
    source,
    orderId,
    place,
    occurredAt,
    position,
    cancelled: cancelled !== undefined,
  }))
  state.orders.set(key, sold)
  for (const line of sold) {
    state.changes.orderLines.add(line)
    const { sku, pair } = hear(state, { sku: line.sku, place, from }, time)
    if (cancelled) sellCancelled(state, { sku, pair, line, moment: from, cancelled }, time)
    else sell(state, { sku, pair, line, sign: 1, moment: from }, time)
  }
}

export function takeCancellation(
  state: StockState,
  { orderId, from }: StockFactFrom<{ fact: 'cancellation'; orderId: string }>,
  time: BusinessTime,
): void {
  const { source, occurredAt, position } = from
  const key = orderKey(source, orderId)
  if (state.cancelled.has(key)) return
  const cancelled = { source, orderId, occurredAt, position }
  state.cancelled.set(key, cancelled)
  state.changes.cancelled.set(key, cancelled)
  for (const line of state.orders.get(key) ?? []) {
    line.cancelled = true
    state.changes.orderLines.add(line)
    const { sku, pair } = hear(state, { ...line, from, since: line.occurredAt }, time)
    sell(state, { sku, pair, line, sign: -1, moment: from }, time)
  }
}

export function takeReturn(
  state: StockState,
  { place, lines, from }: StockFactFrom<ReturnFact>,
  time: BusinessTime,
): void {
  for (const { sku: name, units } of lines) {
    const { sku, pair } = hear(state, { sku: name, place, from }, time)
    const hasTurned = moveByOrder(state, pair, { at: from, delta: units })
    review(state, pair, { sku, moment: from, time, hasTurned })
  }
}

function noteSource(
  state: StockState,
  noted: { place: string; source: string; position: bigint },
  time: BusinessTime,
): void {
  const sources = state.placeSources.get(noted.place) ?? new Set()
  if (sources.has(noted.source)) return
  // What was seen of the place until now was seen without regard to the silences of this source.
  const isSilent = state.silent.some(({ source }) => source === noted.source)
  for (const sku of state.skus.values()) if (isSilent && sku.pairs.has(noted.place)) refreshStale(state, sku, time)
  state.placeSources.set(noted.place, sources.add(noted.source))
  state.changes.placeSources.push(noted)
}

/** A sale that was cancelled before it came: it moved the level until then. */
function sellCancelled(
  state: StockState,
  { sku, pair, line, moment, cancelled }: Omit<Sold, 'sign'> & { cancelled: CancelledOrder },
  time: BusinessTime,
): void {
  let hasTurned = false
  if (cancelled.occurredAt < sku.week) sku.stale = moment
  if (cancelled.occurredAt !== moment.occurredAt) {
    const isMoved = moveByOrder(state, pair, { at: moment, delta: -line.units })
    const back = { occurredAt: cancelled.occurredAt, position: moment.position }
    hasTurned = moveByOrder(state, pair, { at: back, delta: line.units }) !== isMoved
  }
  review(state, pair, { sku, moment, time, hasTurned })
}

interface Sold {
  sku: SkuState
  pair: Pair
  line: OrderLine
  /** −1 takes it back. */
  sign: 1 | -1
  moment: Moment
}

function sell(state: StockState, { sku, pair, line, sign, moment }: Sold, time: BusinessTime): void {
  const hour = floorHour(line.occurredAt)
  const before = pair.sales.get(hour) ?? { units: 0, orders: 0 }
  pair.sales.set(hour, { units: before.units + sign * line.units, orders: before.orders + sign })
  pair.isDemandChanged = true
  state.changes.sales.set(pairKey(pair.sku, `${pair.place} ${hour}`), { pair, hour })
  if (hour < sku.week) sku.stale = moment
  const hasTurned = moveByOrder(state, pair, { at: moment, delta: -sign * line.units })
  review(state, pair, { sku, moment, time, hasTurned })
}

/** Where levels are stated the sale is in them. @returns whether the place ran out or has it again. */
function moveByOrder(
  state: StockState,
  pair: Pair,
  { at, delta }: { at: { occurredAt: number; position: bigint }; delta: number },
): boolean {
  const { occurredAt, position } = at
  const movement = { occurredAt, position, stated: null, delta, version: null, fromOrder: true }
  return levelBefore(pair, movement).isStated ? false : movePair(state, pair, movement)
}
