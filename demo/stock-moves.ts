import type { Booking, Delivery } from './erp/booking.ts'
import { exponential, integer } from './random.ts'
import type { Order } from './sale.ts'
import type { Day } from './simulation.ts'
import { nextId } from './simulation.ts'
import type { Level } from './stock-levels.ts'
import { web } from './world.ts'

/*
 * Stock leaves with orders, comes back with what is undone, and is ordered anew when little is left. A level changes at
 * once, so that nobody sells a piece twice; the ERP books it a moment later.
 */

const reorderBelow = 6
const deliveryMs = { min: 45_000, mean: 120_000 }
// One delay for all, so that changes of one level are booked in the order they were made.
const bookedAfterMs = 300

/** Tells the ERP, a moment after `at`. */
export function book(day: Day, at: number, booking: Booking): void {
  day.agenda.add(at + bookedAfterMs, (_day, at) => [{ at, booking }])
}

/** The pieces of an order leave, and the ERP gets the order. */
export function takeOut(day: Day, at: number, order: Order): void {
  book(day, at, { kind: 'order-placed', order })
  for (const { variant, quantity } of order.lines) {
    const { before, onHand } = day.stock.change({ variant, store: order.store, by: -quantity })
    if (before >= reorderBelow && onHand < reorderBelow) reorder(day, at, { variant, store: order.store })
  }
}

/** They come back. */
export function takeBack(day: Day, at: number, order: Order, kind: 'order-cancelled' | 'order-returned'): void {
  for (const { variant, quantity } of order.lines) day.stock.change({ variant, store: order.store, by: quantity })
  book(day, at, { kind, order })
}

/** What the ERP expects arrives, and what is low without anything on its way is ordered: how a day begins. */
export function startDeliveries(day: Day, from: number, expected: readonly Delivery[]): void {
  for (const delivery of expected) expectDelivery(day, Math.max(delivery.expectedAt, from + 1000), delivery)
  const onTheirWay = new Set(expected.map(({ variant, store }) => `${variant.sku}@${store.id}`))
  for (const { variant, store, onHand } of day.stock.all()) {
    if (onHand < reorderBelow && !onTheirWay.has(`${variant.sku}@${store.id}`)) reorder(day, from, { variant, store })
  }
}

function reorder(day: Day, at: number, { variant, store }: Pick<Level, 'variant' | 'store'>): void {
  const expectedAt = Math.ceil(at + deliveryMs.min + exponential(day.random, deliveryMs.mean))
  const quantity = integer(day.random, 12, store === web ? 160 : 30)
  const delivery = { deliveryId: nextId(day, 'D'), variant, store, quantity, expectedAt }
  book(day, at, { kind: 'delivery-ordered', delivery })
  expectDelivery(day, expectedAt, delivery)
}

function expectDelivery(day: Day, arrivesAt: number, delivery: Delivery): void {
  day.agenda.add(arrivesAt, (day, at) => {
    const { variant, store, quantity } = delivery
    day.stock.change({ variant, store, by: quantity })
    book(day, at, { kind: 'delivery-received', delivery })
    return []
  })
}
