import { describe, expect, test } from 'vitest'
import type { NewEvent } from '#contract/event.ts'
import type { ProviderCall } from '../../testing/provider-request.ts'
import { callTime, eventsOf, signedCall } from '../../testing/provider-request.ts'
import { eventKeys, eventPeople } from './event-keys.ts'

function stored(event: Partial<NewEvent>) {
  const times = { occurredAt: callTime, receivedAt: callTime, backfill: false, synthetic: false, clamped: false }
  return { position: 1n, id: 'e', source: 'shop', type: 'ticket.opened', subject: null, data: {}, ...times, ...event }
}

function keysOf(event: Partial<NewEvent>): string[] {
  return eventKeys(stored(event), 'FR').map(({ kind, value }) => `${kind} ${value}`)
}

/** Of the one event that a request is. */
function keysSent(request: ProviderCall): string[] {
  const [event] = eventsOf(request)
  if (!event) throw new Error('the request made no event')
  return keysOf(event)
}

const segment = (path: string, body: object) =>
  keysSent({
    kind: 'tracking',
    secret: 'WK_TEST_123',
    url: `/v1/${path}`,
    headers: {},
    body: JSON.stringify({ messageId: 'm', ...body }),
  })

describe('what the doors make of people', () => {
  test('Segment: identify, page, alias, and a track call with the company’s own name', () => {
    const traits = { email: 'Ada@Shop.Example', phone: '06 39 98 12 34' }
    expect(segment('identify', { userId: 'c-1', anonymousId: 'v-1', traits })).toEqual([
      'customer c-1',
      'email ada@shop.example',
      'phone +33639981234',
      'visitor v-1',
    ])
    expect(segment('page', { anonymousId: 'v-1' })).toEqual(['visitor v-1'])
    expect(segment('alias', { userId: 'c-1', previousId: 'v-1' })).toEqual(['customer c-1', 'visitor v-1'])
    // Whom an invitation is sent to is not who sends it.
    const invitation = { userId: 'c-1', event: 'Invitation Sent', properties: { email: 'bob@shop.example' } }
    expect(segment('track', invitation)).toEqual(['customer c-1'])
  })

  test('our tracker and Umami’s name the visitor, and who signs in', () => {
    const key = '7ad0d5a0-0000-4000-8000-000000000001'
    const sent = { kind: 'tracking', secret: key, headers: {} }
    const login = { id: 'e', at: callTime, url: 'https://shop.example/', type: 'identify', name: 17 }
    const collected = { key, visitorId: 'v-1', sentAt: callTime, url: login.url, events: [login] }
    expect(keysSent({ ...sent, url: '/v1/collect', body: JSON.stringify(collected) })).toEqual([
      'customer 17',
      'visitor v-1',
    ])
    const payload = { website: key, url: '/', hostname: 'shop.example', vid: 'v-2' }
    const umami = JSON.stringify({ type: 'event', payload })
    expect(keysSent({ ...sent, url: '/api/send', body: umami })).toEqual(['visitor v-2'])
  })

  test('a provider’s own numbers are of the source that they come from', () => {
    const shopify = {
      id: 1,
      customer: { id: 207 },
      email: 'ada@shop.example',
      billing_address: { phone: '+1 212 555 0100' },
    }
    expect(keysSent(signedCall('shopify', shopify, { 'x-shopify-topic': 'orders/create' }))).toEqual([
      'email ada@shop.example',
      'phone +12125550100',
      'crm shop:207',
    ])
    const stripe = {
      id: 'evt_1',
      type: 'customer.created',
      data: { object: { id: 'cus_9', email: 'ada@shop.example' } },
    }
    expect(keysSent(signedCall('stripe', stripe))).toEqual(['email ada@shop.example', 'crm shop:cus_9'])
    const contact = {
      subscriptionType: 'contact.creation',
      objectId: 77,
      portalId: 1,
      eventId: 1,
      occurredAt: callTime,
    }
    expect(keysSent(signedCall('hubspot', contact))).toEqual(['crm shop:77'])
  })

  test('a guest of WooCommerce is known by what stands on the bill', () => {
    const bill = { email: 'ada@shop.example', phone: '01 99 00 12 34' }
    const guest = { id: 1, customer_id: 0, currency: 'EUR', total: '1.00', billing: bill }
    expect(keysSent(signedCall('woocommerce', guest, { 'x-wc-webhook-topic': 'order.created' }))).toEqual([
      'email ada@shop.example',
      'phone +33199001234',
    ])
  })
})

describe('what our own words say', () => {
  test('ids of the company have no scope, those of a named system do', () => {
    expect(keysOf({ data: { customerId: 'c-1', externalIds: [{ system: 'crm', id: 9 }] } })).toEqual([
      'customer c-1',
      'crm crm:9',
    ])
    expect(keysOf({ data: { customerId: 9, customerSystem: 'crm' } })).toEqual(['crm crm:9'])
  })

  test('the subject speaks where the data is silent', () => {
    expect(keysOf({ subject: 'customer/c-1' })).toEqual(['customer c-1'])
    expect(keysOf({ subject: 'visitor/v/1' })).toEqual(['visitor v/1'])
    expect(keysOf({ subject: 'order/7' })).toEqual([])
    expect(keysOf({ subject: 'customer/c-1', data: { email: 'ada@shop.example' } })).toEqual(['email ada@shop.example'])
  })

  test.each([
    [{ customerId: 'c' }, 'customer c'],
    [{ userId: 'c' }, 'customer c'],
    [{ visitorId: 'v' }, 'visitor v'],
    [{ previousId: 'v' }, 'visitor v'],
    [{ externalIds: [{ system: 'crm', id: 9 }] }, 'crm crm:9'],
  ])('%o alone says who', (data, key) => {
    expect(keysOf({ data })).toEqual([key])
  })

  test('nobody is not somebody', () => {
    for (const customerId of ['', ' ', 'null', 'Guest', '0', 0, true, null, {}])
      expect(keysOf({ data: { customerId } })).toEqual([])
    for (const email of ['ada', 'ada@', '@shop.example', 'ada@localhost', 'a b@shop.example', 'x'.repeat(300)])
      expect(keysOf({ data: { email } })).toEqual([])
    for (const phone of ['12', 'call me', '+', '0'.repeat(30)]) expect(keysOf({ data: { phone } })).toEqual([])
  })

  test('a canary, and what people do in Vigie, is about no customer', () => {
    const data = { customerId: 'c-1' }
    expect(keysOf({ data, synthetic: true })).toEqual([])
    expect(keysOf({ data, source: 'vigie', type: 'customer.merged' })).toEqual([])
  })

  test('a meeting is about each of its attendees once', () => {
    const attendees = [{ email: 'ada@shop.example' }, { email: 'ADA@shop.example' }, { customerId: 'c-2' }, {}]
    const event = stored({ type: 'meeting.scheduled', data: { customerId: 'c-2', attendees } })
    expect(eventPeople(event, null).map((keys) => keys.map(({ value }) => value))).toEqual([
      ['ada@shop.example'],
      ['c-2'],
    ])
  })
})
