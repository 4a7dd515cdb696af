import { describe, expect, test } from 'vitest'
import { eventsOf, signedCall } from '../../testing/provider-request.ts'
import { woocommerce } from './woocommerce.ts'

const order = {
  id: 727,
  status: 'processing',
  currency: 'USD',
  total: '29.35',
  date_created_gmt: '2026-11-22T19:28:02',
  date_modified_gmt: '2026-11-22T19:28:08',
}

function map(topic: string, body: unknown) {
  return eventsOf(signedCall('woocommerce', body, { 'x-wc-webhook-topic': topic }))
}

describe('what WooCommerce sends', () => {
  test.each([
    ['order.created', order, 'order.placed', 'order/727', '2026-11-22T19:28:02.000Z'],
    ['order.updated', order, 'order.updated', 'order/727', '2026-11-22T19:28:08.000Z'],
    ['customer.created', { ...order, id: 25 }, 'customer.created', 'customer/25', '2026-11-22T19:28:02.000Z'],
    ['product.updated', { ...order, id: 9 }, 'product.updated', 'product/9', '2026-11-22T19:28:08.000Z'],
    ['coupon.created', { id: 3 }, 'woocommerce.coupon.created', null, '2026-11-23T12:00:00.000Z'],
    ['order.deleted', { id: 3 }, 'woocommerce.order.deleted', null, '2026-11-23T12:00:00.000Z'],
  ])('%s %j is %s about %s', (topic, body, type, subject, at) => {
    const [event] = map(topic, body)
    expect(event).toMatchObject({ type, subject, data: { original: body } })
    expect(new Date(event?.occurredAt ?? 0).toISOString()).toBe(at)
  })

  test('an order has its total in minor units', () => {
    expect(map('order.created', order)[0]?.data).toMatchObject({ orderId: '727', totalMinor: 2935, currency: 'USD' })
  })

  test('a cancellation and each refund are one event, however often the order is told again', () => {
    const ended = {
      ...order,
      status: 'cancelled',
      refunds: [
        { id: 728, total: '-10.00' },
        { id: 729, total: '-0.35' },
      ],
    }
    const first = map('order.updated', ended)
    const later = map('order.updated', { ...ended, date_modified_gmt: '2026-11-23T01:00:00' })
    expect(first.map(({ type, id }) => `${type} ${id}`).slice(1)).toEqual([
      'order.refunded refund:728',
      'order.refunded refund:729',
      'order.cancelled cancelled:727',
    ])
    expect(first[1]?.data).toMatchObject({ orderId: '727', totalMinor: 1000, currency: 'USD' })
    expect(later.map(({ id }) => id).slice(1)).toEqual(first.map(({ id }) => id).slice(1))
    expect(later[0]?.id).not.toBe(first[0]?.id)
  })

  test('the same bytes have the same id, two changes within one second have two', () => {
    const id = (status: string) => map('order.updated', { ...order, status })[0]?.id
    expect(id('processing')).toBe(id('processing'))
    expect(id('processing')).not.toBe(id('completed'))
  })

  test.each([
    ['webhook_id=7', {}, true],
    ['webhook_id=7', { 'x-wc-webhook-signature': 'x' }, false],
    ['webhook_id=7&x=1', {}, false],
    ['', {}, false],
  ])('%j with the headers %j: is it a question whether somebody is there? %s', (body, headers, expected) => {
    const request = { source: 'shop', method: 'POST', url: '/', headers, rawBody: Buffer.from(body), now: 0 }
    expect(woocommerce.open({}).isProbe(request)).toBe(expected)
  })
})
