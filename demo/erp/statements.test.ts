import { expect, test } from 'vitest'
import { variants } from '../products.ts'
import { web } from '../world.ts'
import type { Booking } from './booking.ts'
import { decimal, statementsOf } from './statements.ts'

const at = Date.parse('2026-11-23T09:00:00Z')
const [parka, other] = variants
if (!parka || !other) throw new Error('there are variants')
const order = {
  orderId: 'W-1',
  channel: 'web',
  store: web,
  customerId: 'c10001',
  lines: [
    { variant: parka, quantity: 2 },
    { variant: other, quantity: 1 },
  ],
} as const
const delivery = { deliveryId: 'D-1', variant: parka, store: web, quantity: 40, expectedAt: at + 60_000 }

/** What a booking writes: `insert orders`, `update stock`, … */
function written(booking: Booking): string[] {
  return statementsOf(booking, at).map(({ text }) => /^(?:insert into|update) \w+/.exec(text)?.[0] ?? text)
}

test.each<[Booking, string[]]>([
  [{ kind: 'order-placed', order }, ['insert into orders', 'insert into order_lines', 'update stock']],
  [{ kind: 'order-cancelled', order }, ['update orders', 'update order_lines', 'update stock']],
  [{ kind: 'order-returned', order }, ['update orders', 'update order_lines', 'update stock']],
  [{ kind: 'delivery-ordered', delivery }, ['insert into deliveries']],
  [{ kind: 'delivery-received', delivery }, ['update deliveries', 'update stock']],
  [{ kind: 'customer-created', customerId: 'c1', channel: 'store' }, ['insert into customers']],
  [{ kind: 'phone-changed', customerId: 'c1', phone: '+33 6 39 98 00 00' }, ['update customers']],
  [{ kind: 'margin-changed', model: '1182', marginCents: 8100 }, ['update variants']],
])('$kind is one transaction that writes %j', (booking, tables) => {
  expect(written(booking)).toEqual(tables)
})

test('the total of an order is the sum of its lines', () => {
  const [header] = statementsOf({ kind: 'order-placed', order }, at)
  const cents = 2 * parka.product.priceCents + other.product.priceCents
  expect(header.values).toContain(decimal(cents))
})

test('stock falls by what is sold and rises by what comes back', () => {
  const movedBy = (kind: 'order-placed' | 'order-cancelled'): unknown =>
    statementsOf({ kind, order }, at).at(-1)?.values[2]
  expect(movedBy('order-placed')).toEqual([-2, -1])
  expect(movedBy('order-cancelled')).toEqual([2, 1])
})

test('the same booking is the same SQL', () => {
  expect(statementsOf({ kind: 'order-placed', order }, at)).toEqual(statementsOf({ kind: 'order-placed', order }, at))
})

test('cents are written with two decimals', () => {
  expect([0, 5, 1290, 18_900].map(decimal)).toEqual(['0.00', '0.05', '12.90', '189.00'])
})
