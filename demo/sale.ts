import type { Day, DemoEvent } from './simulation.ts'
import { nextId, repeat } from './simulation.ts'
import type { DemoSourceSlug } from './sources.ts'
import { between, exponential, integer, pick, pickByShare } from './random.ts'
import type { Store, Variant } from './world.ts'
import { products, returnReasons, stores, variantsOf, web } from './world.ts'

/** What was bought, with the prices it was bought at. */
export interface Order {
  orderId: string
  store: Store
  lines: ReadonlyArray<{ variant: Variant; quantity: number }>
  customerId?: string
  visitorId?: string
}

const salesPerSecond = 5
const reorderBelow = 6
const deliveryMs = { min: 45_000, mean: 120_000 }

export function startSales(day: Day, from: number): void {
  repeat(day, from, salesPerSecond, sellInStore)
}

function sellInStore(day: Day, at: number): DemoEvent[] {
  const { random } = day
  const store = pickByShare(random, stores)
  const basket = Array.from({ length: random() < 0.25 ? 2 : 1 }, () =>
    pick(random, variantsOf(pickByShare(random, products))),
  )
  const order = fillOrder(day, store, basket, nextId(day, 'T'))
  if (!order) return []
  const customer = random() < 0.4 ? { customerId: knownCustomer(day) } : {}
  const sold = { ...order, ...customer }
  planAftermath(day, at, { order: sold, cancels: 0, returns: 0.03 })
  return placeOrder(day, at, sold, 'pos-stores')
}

/** @returns an order over what there is of the basket; undefined when that is nothing. */
export function fillOrder(day: Day, store: Store, basket: readonly Variant[], orderId: string): Order | undefined {
  const lines = [...new Set(basket)].flatMap((variant) => {
    const wanted = day.random() < 0.08 ? integer(day.random, 2, 4) : 1
    const quantity = Math.min(wanted, day.stock.onHand(variant, store))
    return quantity > 0 ? [{ variant, quantity }] : []
  })
  return lines.length > 0 ? { orderId, store, lines } : undefined
}

/** The order now, and the stock that falls with it shortly after. */
export function placeOrder(day: Day, at: number, order: Order, source: DemoSourceSlug): DemoEvent[] {
  for (const line of order.lines) moveStock(day, at, { ...line, order, by: -line.quantity, reason: 'sale' })
  return [orderEvent(day, at, { order, source, type: 'order.placed' })]
}

interface Movement {
  variant: Variant
  order: Order
  by: number
  reason: 'sale' | 'cancellation' | 'return'
}

/** The level changes at once, so nobody sells the piece twice; the ERP tells it a moment later. */
export function moveStock(day: Day, at: number, { variant, order, by, reason }: Movement): void {
  const change = day.stock.change(variant, order.store, by)
  const told = stockEvent(day, variant, order.store, { ...change, reason, orderId: order.orderId })
  day.agenda.add(at + stockDelayMs, (_day, at) => [{ ...told, at }])
  if (by < 0 && change.before >= reorderBelow && change.onHand < reorderBelow)
    orderDelivery(day, at, variant, order.store)
}

// One delay for all, so that changes of one level are told in the order they were made.
const stockDelayMs = 300

function orderDelivery(day: Day, at: number, variant: Variant, store: Store): void {
  const arrivesAt = at + deliveryMs.min + exponential(day.random, deliveryMs.mean)
  day.agenda.add(arrivesAt, (day, at) => {
    const change = day.stock.change(variant, store, integer(day.random, 12, store === web ? 160 : 30))
    const told = stockEvent(day, variant, store, { ...change, reason: 'delivery' })
    day.agenda.add(at + stockDelayMs, (_day, at) => [{ ...told, at }])
    return []
  })
}

type StockFacts = Record<'before' | 'onHand', number> & { reason: string; orderId?: string }

function stockEvent(day: Day, variant: Variant, store: Store, facts: StockFacts): Omit<DemoEvent, 'at'> {
  return {
    source: 'erp-stock',
    event: {
      id: nextId(day, 'stock'),
      type: 'stock.changed',
      subject: `stock/${variant.sku}@${store.id}`,
      data: { sku: variant.sku, title: variant.title, store: store.name, storeId: store.id, ...facts },
    },
  }
}

interface OrderFact {
  order: Order
  source: DemoSourceSlug
  type: 'order.placed' | 'order.cancelled' | 'order.refunded'
  reason?: string
}

/** Anything that happens to a whole order, with its amounts. */
export function orderEvent(day: Day, at: number, { order, source, type, reason }: OrderFact): DemoEvent {
  const { orderId, store, customerId, visitorId } = order
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
        channel: store === web ? 'web' : 'store',
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
      takeBack(day, at, order, 'cancellation')
      return [orderEvent(day, at, { order, source: 'web-shop', type: 'order.cancelled' })]
    })
  } else if (chance < cancels + returns) {
    day.agenda.add(at + 3000 + exponential(day.random, 180_000), (day, at) => {
      takeBack(day, at, order, 'return')
      const reason = pick(day.random, returnReasons)
      return [orderEvent(day, at, { order, source: 'wms-returns', type: 'order.refunded', reason })]
    })
  }
}

function takeBack(day: Day, at: number, order: Order, reason: Movement['reason']): void {
  for (const line of order.lines) moveStock(day, at, { ...line, order, by: line.quantity, reason })
}

/** One of the 6,000 customers the company had before today. */
export function knownCustomer(day: Day): string {
  return `c${10_000 + Math.floor(between(day.random, 0, 6000))}`
}
