import type { Day, DemoEvent } from './simulation.ts'
import { nextId, repeat } from './simulation.ts'
import type { DemoSourceSlug } from './sources.ts'
import type { Channel } from './erp/booking.ts'
import type { Variant } from './products.ts'
import { products, variantsOf } from './products.ts'
import { between, exponential, integer, pick, pickByShare } from './random.ts'
import { takeBack, takeOut } from './stock-moves.ts'
import type { Store } from './world.ts'
import { customerIds, returnReasons, stores } from './world.ts'

/** What was bought, with the prices it was bought at. */
export interface Order {
  orderId: string
  channel: Channel
  store: Store
  lines: ReadonlyArray<{ variant: Variant; quantity: number }>
  customerId?: string
  visitorId?: string
}

const salesPerSecond = 0.15

export function startSales(day: Day, from: number): void {
  repeat(day, from, salesPerSecond, sellInStore)
}

function sellInStore(day: Day, at: number): DemoEvent[] {
  const { random } = day
  const store = pickByShare(random, stores)
  const wants = Array.from({ length: random() < 0.25 ? 2 : 1 }, () =>
    pick(random, variantsOf(pickByShare(random, products))),
  )
  const order = fillOrder(day, { orderId: nextId(day, 'T'), channel: 'store', store, wants, pieces: aFew })
  if (!order) return []
  const customer = random() < 0.4 ? { customerId: knownCustomer(day) } : {}
  const sold = { ...order, ...customer }
  planAftermath(day, at, { order: sold, cancels: 0, returns: 0.03 })
  return placeOrder(day, at, sold, 'pos-stores')
}

interface Basket extends Pick<Order, 'orderId' | 'channel' | 'store'> {
  wants: readonly Variant[]
  /** How many of each. */
  pieces: (day: Day) => number
}

/** @returns an order over what there is of the basket; undefined when that is nothing. */
export function fillOrder(day: Day, { wants, pieces, ...order }: Basket): Order | undefined {
  const lines = [...new Set(wants)].flatMap((variant) => {
    const quantity = Math.min(pieces(day), day.stock.onHand(variant, order.store))
    return quantity > 0 ? [{ variant, quantity }] : []
  })
  return lines.length > 0 ? { ...order, lines } : undefined
}

/** Most buy one of a kind. */
export function aFew({ random }: Day): number {
  return random() < 0.08 ? integer(random, 2, 4) : 1
}

/** The order now, as the till or the shop tells it; the ERP books it with the stock that falls. */
export function placeOrder(day: Day, at: number, order: Order, source: DemoSourceSlug): DemoEvent[] {
  takeOut(day, at, order)
  return [orderEvent(day, at, { order, source, type: 'order.placed' })]
}

interface OrderFact {
  order: Order
  source: DemoSourceSlug
  type: 'order.placed' | 'order.cancelled' | 'order.refunded'
  reason?: string
}

/** Anything that happens to a whole order, with its amounts. */
export function orderEvent(day: Day, at: number, { order, source, type, reason }: OrderFact): DemoEvent {
  const { orderId, store, channel, customerId, visitorId } = order
  const lines = order.lines.map(({ variant, quantity }) => ({
    sku: variant.sku,
    title: variant.title,
    quantity,
    unitPriceMinor: variant.product.priceCents,
  }))
  return {
    source,
    at,
    event: {
      id: nextId(day, type),
      type,
      subject: `order/${orderId}`,
      data: {
        orderId,
        totalMinor: lines.reduce((sum, { quantity, unitPriceMinor }) => sum + quantity * unitPriceMinor, 0),
        currency: 'EUR',
        store: store.name,
        storeId: store.id,
        channel,
        ...(customerId !== undefined && { customerId }),
        ...(visitorId !== undefined && { visitorId }),
        ...(reason !== undefined && { reason }),
        lines,
      },
    },
  }
}

interface Aftermath {
  order: Order
  /** Shares of orders that are cancelled before they are sent, and that come back. */
  cancels: number
  returns: number
}

/** An order is cancelled or comes back, one or the other, once, and the stock with it. */
export function planAftermath(day: Day, at: number, { order, cancels, returns }: Aftermath): void {
  const chance = day.random()
  if (chance < cancels) {
    day.agenda.add(at + between(day.random, 20_000, 300_000), (day, at) => {
      takeBack(day, at, order, 'order-cancelled')
      return [orderEvent(day, at, { order, source: 'web-shop', type: 'order.cancelled' })]
    })
  } else if (chance < cancels + returns) {
    day.agenda.add(at + 3000 + exponential(day.random, 180_000), (day, at) => {
      takeBack(day, at, order, 'order-returned')
      const reason = pick(day.random, returnReasons)
      return [orderEvent(day, at, { order, source: 'wms-returns', type: 'order.refunded', reason })]
    })
  }
}

/** One of those the company had before today. */
export function knownCustomer(day: Day): string {
  return pick(day.random, customerIds)
}
