import type { Booking, Delivery } from './erp/booking.ts'
import { nextLorryAt, orderedUnits } from './lorries.ts'
import type { Order } from './sale.ts'
import type { Day } from './simulation.ts'
import { nextId } from './simulation.ts'
import type { Level } from './stock-levels.ts'

/*
 * Stock leaves with orders, comes back with what is undone, and comes anew with lorries. A level changes at once, so that
 * nobody sells a piece twice; the ERP books it a moment later.
 */

// One delay for all, so that changes of one level are booked in the order they were made.
const bookedAfterMs = 300

/** Tells the ERP, a moment after `at`. */
export function book(day: Day, at: number, booking: Booking): void {
  day.agenda.add(at + bookedAfterMs, (_day, at) => [{ at, booking }])
}

/** The pieces of an order leave, and the ERP gets the order. */
export function takeOut(day: Day, at: number, order: Order): void {
  book(day, at, { kind: 'order-placed', order })
  for (const { variant, quantity } of order.lines) day.stock.change({ variant, store: order.store, by: -quantity })
}

/** They come back. */
export function takeBack(day: Day, at: number, order: Order, kind: 'order-cancelled' | 'order-returned'): void {
  for (const { variant, quantity } of order.lines) day.stock.change({ variant, store: order.store, by: quantity })
  book(day, at, { kind, order })
}

/** What the ERP expects arrives, and what is not on its way is ordered: how a day begins. */
export function startDeliveries(day: Day, from: number, expected: readonly Delivery[]): void {
  for (const delivery of expected) expectDelivery(day, Math.max(delivery.expectedAt, from + 1000), delivery)
  const onTheirWay = new Set(expected.map(({ variant, store }) => `${variant.sku}@${store.id}`))
  for (const { variant, store, onHand } of day.stock.all()) {
    if (!onTheirWay.has(`${variant.sku}@${store.id}`)) orderDelivery(day, from, { variant, store, onHand })
  }
}

function orderDelivery(day: Day, at: number, { variant, store, onHand }: Level): void {
  const quantity = orderedUnits(variant, store, { at, onHand, rate: day.rate })
  const delivery = { deliveryId: nextId(day, 'D'), variant, store, quantity, expectedAt: nextLorryAt(store, at) }
  book(day, at, { kind: 'delivery-ordered', delivery })
  expectDelivery(day, delivery.expectedAt, delivery)
}

function expectDelivery(day: Day, arrivesAt: number, delivery: Delivery): void {
  day.agenda.add(arrivesAt, (day, at) => {
    const { variant, store, quantity } = delivery
    const { onHand } = day.stock.change({ variant, store, by: quantity })
    book(day, at, { kind: 'delivery-received', delivery })
    orderDelivery(day, at, { variant, store, onHand })
    return []
  })
}
