import { describe, expect, test } from 'vitest'
import { callTime, eventsOf, signedCall, verdictOf } from '../../testing/provider-request.ts'
import { hmacOf } from '../../testing/sender.ts'
import { stripeMoney } from './stripe.ts'

const event = (type: string, object: object, more: object = {}) => ({
  id: 'evt_1',
  type,
  created: callTime / 1000 - 60,
  data: { object, ...more },
})

describe('what Stripe sends', () => {
  const session = { id: 'cs_1', mode: 'payment', payment_intent: 'pi_1', amount_total: 1230, currency: 'eur' }
  const charge = { id: 'ch_1', payment_intent: 'pi_1', amount_refunded: 700, currency: 'eur' }

  test.each([
    ['checkout.session.completed', session, {}, 'order.placed', 'order/pi_1', { totalMinor: 1230, currency: 'EUR' }],
    ['checkout.session.completed', { ...session, mode: 'setup' }, {}, 'stripe.checkout.session.completed', null, {}],
    ['checkout.session.async_payment_failed', session, {}, 'order.cancelled', 'order/pi_1', { totalMinor: 1230 }],
    ['charge.refunded', charge, {}, 'order.refunded', 'order/pi_1', { totalMinor: 700 }],
    [
      'charge.refunded',
      charge,
      { previous_attributes: { amount_refunded: 500 } },
      'order.refunded',
      'order/pi_1',
      { totalMinor: 200 },
    ],
    ['customer.created', { id: 'cus_1', phone: '+33' }, {}, 'customer.created', 'customer/cus_1', { phone: '+33' }],
    ['customer.updated', { id: 'cus_1' }, {}, 'customer.updated', 'customer/cus_1', { customerId: 'cus_1' }],
    ['product.updated', { id: 'prod_1', name: 'Cap' }, {}, 'product.updated', 'product/prod_1', { title: 'Cap' }],
    ['payment_intent.succeeded', { id: 'pi_1' }, {}, 'stripe.payment_intent.succeeded', null, {}],
    ['something.new', {}, {}, 'stripe.something.new', null, {}],
  ])('%s %j %j is %s about %s', (topic, object, more, type, subject, data) => {
    const [mapped] = eventsOf(signedCall('stripe', event(topic, object, more)))
    expect(mapped).toMatchObject({ id: 'evt_1', type, subject, data, occurredAt: callTime - 60_000 })
  })

  test.each([
    [100, 'usd', { totalMinor: 100, currency: 'USD' }],
    [100, 'jpy', { totalMinor: 100, currency: 'JPY' }],
    [1230, 'kwd', { totalMinor: 1230, currency: 'KWD' }],
    [500, 'isk', { totalMinor: 5, currency: 'ISK' }],
    [500, 'mga', { totalMinor: 50_000, currency: 'MGA' }],
    [501, 'isk', { currency: 'ISK' }],
    [null, 'usd', { currency: 'USD' }],
    [1, null, {}],
  ])('%j of its %s are %j', (amount, currency, money) => {
    expect(stripeMoney(amount, currency)).toEqual(money)
  })

  test.each([
    [
      'one v1 that fits among others',
      (t: number, v1: string) => `t=${t},v1=${'0'.repeat(64)},v1=${v1},v0=ab`,
      '1 taken',
    ],
    ['v0 alone', (t: number, v1: string) => `t=${t},v0=${v1}`, 'invalid-signature'],
    ['no time', (_t: number, v1: string) => `v1=${v1}`, 'timestamp-out-of-range'],
    ['another time', (t: number, v1: string) => `t=${t + 1},v1=${v1}`, 'invalid-signature'],
  ])('a header with %s', (_case, header, verdict) => {
    const at = callTime / 1000
    const request = signedCall('stripe', event('a', {}))
    const v1 = hmacOf(request.secret, `${at}.${request.body.toString()}`, 'hex')
    expect(verdictOf({ ...request, headers: { 'stripe-signature': header(at, v1) } })).toBe(verdict)
  })
})
