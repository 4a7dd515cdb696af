import type { Order } from '../sale.ts'
import type { Booking, Delivery } from './booking.ts'

/** One statement of a transaction. */
export interface Statement {
  text: string
  values: readonly unknown[]
}

/**
 * The SQL of one booking. The first statement changes a row only if this has not been booked yet: when it changes none,
 * the rest must not run. So a booking whose commit got no answer can be tried again.
 */
export function statementsOf(booking: Booking, at: number): readonly [Statement, ...Statement[]] {
  const now = new Date(at)
  switch (booking.kind) {
    case 'order-placed':
      return [insertOrder(booking.order, now), insertLines(booking.order), sellStock(booking.order, now)]
    case 'order-cancelled':
      return undoOrder(booking.order, { status: 'cancelled', reason: 'cancellation', now })
    case 'order-returned':
      return undoOrder(booking.order, { status: 'returned', reason: 'return', now })
    case 'delivery-ordered':
      return [insertDelivery(booking.delivery, now)]
    case 'delivery-received':
      return [endDelivery(booking.delivery, now), receiveStock(booking.delivery, now)]
    case 'customer-created':
      return [insertCustomer(booking, now)]
    case 'phone-changed':
      return [
        {
          text: 'update customers set phone = $2, updated_at = $3 where customer_id = $1 and phone is distinct from $2',
          values: [booking.customerId, booking.phone, now],
        },
      ]
    case 'margin-changed':
      return [
        {
          text: 'update variants set margin = $2 where model = $1 and margin <> $2',
          values: [booking.model, decimal(booking.marginCents)],
        },
      ]
  }
}

/** Cents as PostgreSQL's numeric reads them. */
export function decimal(cents: number): string {
  return (cents / 100).toFixed(2)
}

function insertOrder({ orderId, channel, store, customerId, lines }: Order, now: Date): Statement {
  const total = lines.reduce((sum, { variant, quantity }) => sum + quantity * variant.product.priceCents, 0)
  return {
    text: `insert into orders (order_id, channel, store_id, store_name, customer_id, total, status, placed_at, updated_at)
           values ($1, $2, $3, $4, $5, $6, 'placed', $7, $7) on conflict (order_id) do nothing`,
    values: [orderId, channel, store.id, store.name, customerId ?? null, decimal(total), now],
  }
}

function insertLines({ orderId, lines }: Order): Statement {
  return {
    text: `insert into order_lines (order_id, line, sku, title, quantity, unit_price, status)
           select $1, line, sku, title, quantity, unit_price, 'placed'
           from unnest($2::text[], $3::text[], $4::int[], $5::numeric[])
             with ordinality as sold (sku, title, quantity, unit_price, line)`,
    values: [
      orderId,
      lines.map(({ variant }) => variant.sku),
      lines.map(({ variant }) => variant.title),
      lines.map(({ quantity }) => quantity),
      lines.map(({ variant }) => decimal(variant.product.priceCents)),
    ],
  }
}

function sellStock(order: Order, now: Date): Statement {
  return moveStock(order, { by: -1, reason: 'sale', now })
}

function moveStock(
  { orderId, store, lines }: Order,
  { by, reason, now }: { by: 1 | -1; reason: 'sale' | 'cancellation' | 'return'; now: Date },
): Statement {
  return {
    text: `update stock set on_hand = on_hand + moved.pieces, reason = $4, order_id = $5, delivery_id = null, updated_at = $6
           from unnest($2::text[], $3::int[]) as moved (sku, pieces)
           where stock.store_id = $1 and stock.sku = moved.sku`,
    values: [
      store.id,
      lines.map(({ variant }) => variant.sku),
      lines.map(({ quantity }) => by * quantity),
      reason,
      orderId,
      now,
    ],
  }
}

function undoOrder(
  order: Order,
  { status, reason, now }: { status: 'cancelled' | 'returned'; reason: 'cancellation' | 'return'; now: Date },
): [Statement, ...Statement[]] {
  return [
    {
      text: `update orders set status = $2, updated_at = $3 where order_id = $1 and status = 'placed'`,
      values: [order.orderId, status, now],
    },
    { text: 'update order_lines set status = $2 where order_id = $1', values: [order.orderId, status] },
    moveStock(order, { by: 1, reason, now }),
  ]
}

function insertDelivery({ deliveryId, variant, store, quantity, expectedAt }: Delivery, now: Date): Statement {
  return {
    text: `insert into deliveries
             (delivery_id, sku, title, store_id, store_name, quantity, status, ordered_at, expected_at)
           values ($1, $2, $3, $4, $5, $6, 'expected', $7, $8) on conflict (delivery_id) do nothing`,
    values: [deliveryId, variant.sku, variant.title, store.id, store.name, quantity, now, new Date(expectedAt)],
  }
}

function endDelivery({ deliveryId }: Delivery, now: Date): Statement {
  return {
    text: `update deliveries set status = 'received', received_at = $2 where delivery_id = $1 and status = 'expected'`,
    values: [deliveryId, now],
  }
}

function receiveStock({ deliveryId, variant, store, quantity }: Delivery, now: Date): Statement {
  return {
    text: `update stock set on_hand = on_hand + $3, reason = 'delivery', order_id = null, delivery_id = $4, updated_at = $5
           where store_id = $1 and sku = $2`,
    values: [store.id, variant.sku, quantity, deliveryId, now],
  }
}

function insertCustomer(
  { customerId, channel, phone }: Extract<Booking, { kind: 'customer-created' }>,
  now: Date,
): Statement {
  return {
    text: `insert into customers (customer_id, channel, phone, created_at, updated_at) values ($1, $2, $3, $4, $4)
           on conflict (customer_id) do nothing`,
    values: [customerId, channel, phone ?? null, now],
  }
}
