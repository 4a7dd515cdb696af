import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { callTime, eventsOf, signedCall } from '../../testing/provider-request.ts'

const moneySchema = z.object({ totalMinor: z.number().optional(), currency: z.string().optional() })
const order = { id: 1001, total_price: '12.30', currency: 'EUR', created_at: '2026-11-23T12:00:00+01:00' }

function map(topic: string, body: unknown, headers: Record<string, string> = {}) {
  const [event] = eventsOf(signedCall('shopify', body, { 'x-shopify-topic': topic, ...headers }))
  if (!event) throw new Error('nothing was taken')
  return event
}

describe('what Shopify sends', () => {
  test.each([
    ['orders/create', order, 'order.placed', 'order/1001'],
    ['orders/updated', order, 'order.updated', 'order/1001'],
    ['orders/cancelled', order, 'order.cancelled', 'order/1001'],
    ['orders/fulfilled', order, 'shopify.orders/fulfilled', null],
    ['orders/create', { total_price: '1.00' }, 'shopify.orders/create', null],
    ['refunds/create', { id: 1, order_id: 1001 }, 'order.refunded', 'order/1001'],
    ['customers/create', { id: 7 }, 'customer.created', 'customer/7'],
    ['customers/update', { id: 7 }, 'customer.updated', 'customer/7'],
    ['products/update', { id: 5 }, 'product.updated', 'product/5'],
    [
      'inventory_levels/update',
      { inventory_item_id: 3, location_id: 4, available: 0 },
      'stock.changed',
      'inventory-item/3',
    ],
    ['locations/update', { id: 4, name: 'Rennes' }, 'store.updated', 'store/4'],
    ['app/uninstalled', {}, 'shopify.app/uninstalled', null],
    ['themes/né w', [], 'shopify.themes/n__w', null],
  ])('%s %j is %s about %s', (topic, body, type, subject) => {
    expect(map(topic, body)).toMatchObject({ type, subject, data: { original: body } })
  })

  test('without a topic it is stored as unknown', () => {
    expect(eventsOf(signedCall('shopify', {}))).toMatchObject([{ type: 'shopify.unknown' }])
  })

  test.each([
    ['12.30', 'EUR', { totalMinor: 1230, currency: 'EUR' }],
    ['1.1', 'eur', { totalMinor: 110, currency: 'EUR' }],
    [4.35, 'USD', { totalMinor: 435, currency: 'USD' }],
    ['1234', 'JPY', { totalMinor: 1234, currency: 'JPY' }],
    ['1234.00', 'JPY', { totalMinor: 1234, currency: 'JPY' }],
    ['1.234', 'KWD', { totalMinor: 1234, currency: 'KWD' }],
    ['90071992547409.91', 'EUR', { totalMinor: 9_007_199_254_740_991, currency: 'EUR' }],
    ['90071992547409.92', 'EUR', { currency: 'EUR' }],
    ['1.005', 'EUR', { currency: 'EUR' }],
    ['free', 'EUR', { currency: 'EUR' }],
    ['1.00', 'euro', {}],
  ])('%j %s is %j', (total_price, currency, money) => {
    const data = map('orders/create', { ...order, total_price, currency }).data
    expect(moneySchema.parse(data)).toEqual(money)
  })

  test.each([
    ['the time of the order', order, {}, '2026-11-23T11:00:00.000Z'],
    ['the time of its processing', { ...order, processed_at: '2026-11-22T00:00:00Z' }, {}, '2026-11-22T00:00:00.000Z'],
    [
      'the header, where the payload has none',
      { id: 1 },
      { 'x-shopify-triggered-at': '2026-11-21T00:00:00Z' },
      '2026-11-21T00:00:00.000Z',
    ],
    ['the reception, where nothing says a time', { id: 1 }, {}, new Date(callTime).toISOString()],
    [
      'the reception, where the time is far ahead',
      { ...order, created_at: '2027-01-01T00:00:00Z' },
      {},
      new Date(callTime).toISOString(),
    ],
  ])('it happened at %s', (_case, body, headers, at) => {
    expect(new Date(map('orders/create', body, headers).occurredAt).toISOString()).toBe(at)
  })

  test.each([
    ['Event-Id', { 'x-shopify-event-id': 'e', 'x-shopify-webhook-id': 'w' }, 'e:orders/create'],
    ['Webhook-Id', { 'x-shopify-webhook-id': 'w' }, 'w:orders/create'],
    ['Webhook-Id without X-', { 'shopify-webhook-id': 'w' }, 'w:orders/create'],
  ])('its id is %s and the topic', (_case, headers, id) => {
    expect(map('orders/create', order, headers).id).toBe(id)
  })

  test('without a header for an id, the same bytes have the same', () => {
    expect(map('orders/create', order).id).toMatch(/^sha256:[0-9a-f]{64}:orders\/create$/)
    expect(map('orders/create', order).id).toBe(map('orders/create', order).id)
  })

  test('a refund is the sum of what was paid back', () => {
    const transaction = { kind: 'refund', status: 'success', amount: '0.10', currency: 'EUR' }
    const transactions = [transaction, { ...transaction, amount: '0.20' }, { ...transaction, status: 'failure' }]
    expect(map('refunds/create', { id: 1, order_id: 2, transactions }).data).toMatchObject({
      totalMinor: 30,
      currency: 'EUR',
    })
  })

  test('of a refund the lines that were returned to stock, not those whose order was cancelled', () => {
    const line = { quantity: 2, restock_type: 'return', location_id: 9, line_item: { sku: 'parka-m' } }
    const refund_line_items = [line, { ...line, restock_type: 'cancel' }, { ...line, restock_type: 'no_restock' }]
    expect(map('refunds/create', { id: 1, order_id: 2, refund_line_items }).data).toMatchObject({
      store: '9',
      lines: [{ sku: 'parka-m', quantity: 2, restocked: true }],
    })
  })

  test('a product says the item, the title and the page of each of its variants', () => {
    const variants = [
      { sku: 'parka-m', title: 'M', inventory_item_id: 31 },
      { sku: 'parka-l', title: 'Default Title', inventory_item_id: 32 },
    ]
    const { data } = map('products/update', { id: 5, title: 'Parka', handle: 'parka', product_type: 'Coats', variants })
    expect(data).toMatchObject({
      category: 'Coats',
      path: '/products/parka',
      variants: [
        { sku: 'parka-m', title: 'Parka · M', inventoryItemId: '31' },
        { sku: 'parka-l', title: 'Parka', inventoryItemId: '32' },
      ],
    })
  })

  test('ids of more digits than a double holds are kept', () => {
    const body = '{"id":9007199254740993,"currency":"EUR","total_price":"1.00"}'
    const event = map('orders/create', body)
    expect(event.subject).toBe('order/9007199254740993')
    expect(JSON.stringify(event.exactData)).toContain('"original":{"id":9007199254740993,')
  })

  test.each([
    [
      'customers/data_request',
      { orders_requested: [1, 2], data_request: { id: 9 } },
      { orderIds: ['1', '2'], dataRequestId: '9' },
    ],
    ['customers/redact', { orders_to_redact: [3] }, { orderIds: ['3'] }],
    ['shop/redact', {}, { shopDomain: 'acme.myshopify.com' }],
  ])('%s is stored with ids, and no personal data is copied', (topic, body, facts) => {
    const customer = { id: 7, email: 'ada@example.com', phone: '555-625-1199' }
    const event = map(topic, { shop_id: 4, shop_domain: 'acme.myshopify.com', customer, ...body })
    expect(event).toMatchObject({ type: `shopify.${topic}`, data: { shopId: '4', ...facts } })
    expect(JSON.stringify(event)).not.toMatch(/ada@|555/)
  })
})
