import { describe, expect, test } from 'vitest'
import type { NewEvent } from '#contract/event.ts'
import type { ProviderCall } from '../../testing/provider-request.ts'
import { call, callTime, verdictOf } from '../../testing/provider-request.ts'

const allowed = { allowsBusinessEvents: true }

function request(path: string, body: unknown, config: object = {}): ProviderCall {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { kind: 'tracking', secret: 'WK_TEST_123', url: `/v1/${path}`, headers: {}, config, body: text }
}

function one(path: string, body: object, config: object = {}): NewEvent {
  const [item] = call(request(path, { userId: 'u', messageId: 'm', ...body }, config))
  if (!item?.ok) throw new Error(JSON.stringify(item?.result))
  return item.event
}

function errorsOf(path: string, body: unknown, config: object = {}): string[] {
  return call(request(path, body, config)).flatMap((item) =>
    item.ok ? [] : (item.result.errors ?? []).map(({ pointer, detail }) => `${pointer} ${detail}`),
  )
}

const iso = (ms: number) => new Date(ms).toISOString()

describe('when it happened', () => {
  const hour = 3_600_000
  test.each([
    ['a right clock', { timestamp: iso(callTime - 5000), sentAt: iso(callTime) }, callTime - 5000],
    [
      'a clock an hour behind',
      { timestamp: iso(callTime - hour - 5000), sentAt: iso(callTime - hour) },
      callTime - 5000,
    ],
    [
      'a clock an hour ahead',
      { timestamp: iso(callTime + hour - 5000), sentAt: iso(callTime + hour) },
      callTime - 5000,
    ],
    [
      'a relay that keeps the first time',
      { originalTimestamp: iso(callTime - 9000), timestamp: iso(callTime), sentAt: iso(callTime) },
      callTime - 9000,
    ],
    ['no time of sending', { timestamp: iso(callTime - hour) }, callTime - hour],
    ['no time', { sentAt: iso(callTime - hour) }, callTime],
    ['a time that cannot be read', { timestamp: 'yesterday', sentAt: iso(callTime) }, callTime],
    ['history', { timestamp: '2010-12-01T08:26:00.000Z', sentAt: iso(callTime) }, Date.parse('2010-12-01T08:26:00Z')],
    [
      'clocks past all reason',
      { timestamp: '0001-01-01T00:00:00Z', sentAt: '9999-01-01T00:00:00Z' },
      Date.parse('0001-01-01T00:00:00Z'),
    ],
  ])('%s', (_name, times, expected) => {
    expect(one('track', { event: 'A', ...times })).toMatchObject({ occurredAt: expected, clamped: false })
  })

  test('an event of the future is of now', () => {
    const times = { timestamp: iso(callTime + 10 * hour), sentAt: iso(callTime) }
    expect(one('track', { event: 'A', ...times })).toMatchObject({ occurredAt: callTime, clamped: true })
  })
})

describe('what a call means', () => {
  const page = {
    url: 'https://shop.example/p/1?utm_source=news&utm_campaign=xmas',
    title: 'One',
    referrer: 'https://a.example/',
  }
  const seen = { ...page, path: '/p/1', campaign: { source: 'news', name: 'xmas' } }

  test.each<[string, string, object, object]>([
    [
      'a page says what it is itself',
      'page',
      { properties: page, anonymousId: 'v' },
      { ...seen, visitorId: 'v', userId: 'u' },
    ],
    ['or its client says it', 'p', { context: { page }, name: 'Product' }, { ...seen, name: 'Product' }],
    [
      'a campaign that the client has read',
      'p',
      { context: { campaign: { source: 'x', medium: 'mail' } } },
      { campaign: { source: 'x', medium: 'mail' } },
    ],
    ['a screen has a name', 'screen', { name: 'Home' }, { screen: 'Home', title: 'Home' }],
  ])('%s', (_name, path, body, facts) => {
    expect(one(path, body)).toMatchObject({ type: 'page.viewed', subject: 'customer/u', data: facts })
  })

  test.each<[string, string, object, object]>([
    [
      'identify links the keys of a person',
      'identify',
      { userId: 42, anonymousId: 'v', traits: { email: 'a@b.example', phone: '+33', first_name: 'A', lastName: 'B' } },
      { userId: '42', visitorId: 'v', email: 'a@b.example', phone: '+33', name: 'A B' },
    ],
    [
      'and a company',
      'i',
      { traits: { name: 'A', company: { id: 7, name: 'Acme' } } },
      { name: 'A', company: 'Acme', companyId: '7' },
    ],
    ['alias links the former key', 'alias', { previousId: 'v' }, { previousId: 'v', userId: 'u' }],
    [
      'group links a company',
      'group',
      { groupId: 'acme', traits: { name: 'Acme' } },
      { companyId: 'acme', company: 'Acme', userId: 'u' },
    ],
  ])('%s', (_name, path, body, facts) => {
    expect(one(path, body)).toMatchObject({ type: 'customer.identified', data: facts })
  })

  test.each([
    ['Signed Up', 'Signed_Up'],
    ['product.viewed', 'product.viewed'],
    ['Product/Viewed: 2', 'Product/Viewed:_2'],
    ['Café visité', 'Cafe_visite'],
    ['  spaces  ', 'spaces'],
  ])('a track keeps its name: %j is of the type %s', (event, type) => {
    expect(one('track', { event })).toMatchObject({ type, data: { event, userId: 'u' } })
  })

  test('names in other letters are well-formed types, and differ', () => {
    const types = ['注文完了', '注文', '🛒', '🛍️', 'x'.repeat(200), 'x'.repeat(201)].map(
      (event) => one('track', { event }).type,
    )
    expect(new Set(types).size).toBe(6)
    expect(types[0]).toMatch(/^track\.[0-9a-f]{8}$/)
  })

  test('what was sent is kept whole, but not the key', () => {
    const body = { userId: 'u', messageId: 'm', event: 'A', properties: { deep: [1] }, context: { ip: '192.0.2.1' } }
    expect(one('track', { ...body, writeKey: 'WK_TEST_123' }).data).toMatchObject({ original: body })
    expect(JSON.stringify(one('track', { ...body, writeKey: 'WK_TEST_123' }))).not.toContain('WK_TEST')
  })
})

describe('orders', () => {
  const order = { order_id: 536365, total: 139.12, currency: 'GBP' }

  test.each([
    ['Order Completed', 'order.placed'],
    ['order_completed', 'order.placed'],
    ['Completed Order', 'order.placed'],
    ['Order Updated', 'order.updated'],
    ['Order Cancelled', 'order.cancelled'],
    ['Order Refunded', 'order.refunded'],
  ])('%s is %s', (event, type) => {
    const found = one('track', { event, properties: order }, allowed)
    expect(found).toMatchObject({ type, subject: 'order/536365' })
    expect(found.data).toMatchObject({ orderId: '536365', totalMinor: 13_912, currency: 'GBP', customerId: 'u' })
  })

  test.each<[string, object, object]>([
    ['revenue where there is no total', { revenue: '20.5', currency: 'eur' }, { totalMinor: 2050, currency: 'EUR' }],
    ['the total before revenue', { total: 24, revenue: 20, currency: 'EUR' }, { totalMinor: 2400 }],
    ['the noise of an addition in JavaScript', { total: 37.199999999999996, currency: 'EUR' }, { totalMinor: 3720 }],
    ['a currency without minor units', { total: 1500, currency: 'JPY' }, { totalMinor: 1500 }],
    ["the source's currency where none is named", { total: 5 }, { totalMinor: 500, currency: 'CHF' }],
  ])('the amount is %s', (_name, properties, money) => {
    const config = { ...allowed, currency: 'CHF' }
    const { data } = one('track', { event: 'Order Completed', properties: { order_id: '1', ...properties } }, config)
    expect(data).toMatchObject(money)
  })

  test.each<[string, object]>([
    ['of no known currency', { total: 5 }],
    ['with more decimals than its currency', { total: 5.005, currency: 'EUR' }],
    ['that is none', { total: 'five', currency: 'EUR' }],
  ])('an amount %s counts nowhere, and is kept as sent', (_name, properties) => {
    const { data } = one('track', { event: 'Order Completed', properties: { order_id: '1', ...properties } }, allowed)
    expect(data).not.toHaveProperty('totalMinor')
    expect(data).toMatchObject({ original: { properties } })
  })

  test('lines are read', () => {
    const products = [{ product_id: '85123A', sku: 'S-1', name: 'Heart', quantity: 6, price: 2.55 }, { product_id: 71 }]
    const { data } = one('track', { event: 'Order Completed', properties: { ...order, products } }, allowed)
    expect(data).toMatchObject({
      lines: [{ sku: 'S-1', productId: '85123A', title: 'Heart', quantity: 6, unitPriceMinor: 255 }, { sku: '71' }],
    })
  })

  test('an order without an id, and the rest of the vocabulary, keep their names', () => {
    expect(one('track', { event: 'Order Completed', properties: { total: 1 } }).type).toBe('Order_Completed')
    expect(one('track', { event: 'Product Viewed', properties: order }).type).toBe('Product_Viewed')
  })
})

describe('what a public key may send', () => {
  const order = { order_id: 1 }
  test.each<[string, object]>([
    ['order.placed', { event: 'Order Completed', properties: order }],
    ['order.refunded', { event: 'Order Refunded', properties: order }],
    ['stock.changed', { event: 'stock.changed', properties: { sku: 'A', onHand: 1 } }],
    ['ticket.opened', { event: 'ticket.opened' }],
    ['customer.created', { event: 'customer.created' }],
  ])('%s only where the source allows it', (type, body) => {
    expect(one('track', body, allowed).type).toBe(type)
    const [item] = call(request('track', { userId: 'u', ...body }))
    expect(item).toMatchObject({ ok: false, isNotAllowed: true })
    expect(errorsOf('track', { userId: 'u', ...body })[0]).toMatch(
      `# ${type} may not be sent with a public tracking key`,
    )
  })

  test('a core type by its name has its members where they are read, held to the catalogue', () => {
    const stock = { event: 'stock.changed', properties: { sku: 'A', onHand: 1 } }
    expect(one('track', stock, allowed).data).toMatchObject({ sku: 'A', onHand: 1, userId: 'u' })
    const wrong = { userId: 'u', event: 'order.placed', properties: { totalMinor: 1.5 } }
    expect(errorsOf('track', wrong, allowed)).toEqual([expect.stringMatching(/^#\/properties\/totalMinor /)])
  })
})

describe('batches', () => {
  const track = { type: 'track', userId: 'u', event: 'A' }

  test('what the batch says for all is in each event, unless it says it itself', () => {
    const batch = [{ ...track, context: { locale: 'fr' } }, track]
    const context = { locale: 'en', groupId: 'acme' }
    const items = call(request('batch', { batch, context, integrations: { All: false }, sentAt: iso(callTime) }))
    expect(items).toMatchObject([
      { event: { data: { companyId: 'acme', original: { context: { locale: 'fr', groupId: 'acme' } } } } },
      { event: { data: { companyId: 'acme', original: { context, integrations: { All: false } } } } },
    ])
  })

  test('history is history, by either name, of one event or all', () => {
    const isBackfill = (body: object) => call(request('batch', body)).map((item) => item.ok && item.event.backfill)
    expect(isBackfill({ batch: [{ ...track, backfill: true }, track] })).toEqual([true, false])
    expect(isBackfill({ batch: [track, track], historical_migration: true })).toEqual([true, true])
  })

  test.each<[string, object, string]>([
    ['nobody', { type: 'track', event: 'A' }, '#/batch/0/userId'],
    ['no call', { ...track, type: 'purchase' }, '#/batch/0/type'],
    ['a track of nothing', { type: 'track', userId: 'u' }, '#/batch/0/event'],
    ['a group of none', { type: 'group', userId: 'u' }, '#/batch/0/groupId'],
    ['an alias of nobody', { type: 'alias', userId: 'u' }, '#/batch/0/previousId'],
    ['an event of more than 32 KB', { ...track, note: 'é'.repeat(16_400) }, '#/batch/0'],
    ['text that cannot be stored', { ...track, note: '\u0000' }, '#/batch/0/note'],
  ])('%s is invalid, and the next event is not', (_name, item, pointer) => {
    const items = call(request('batch', { batch: [item, track] }))
    expect(items.map(({ ok }) => ok)).toEqual([false, true])
    expect(items[0]).toMatchObject({ result: { outcome: 'invalid', errors: [{ pointer }] } })
  })

  test('an event is as deep as elsewhere, whatever stands beside it', () => {
    const deep = (levels: number) => JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as unknown
    const batch = [
      { ...track, note: deep(31) },
      { ...track, note: deep(32) },
      { ...track, note: deep(400) },
      { ...track, note: deep(600) },
      track,
    ]
    expect(call(request('batch', { batch })).map(({ ok }) => ok)).toEqual([true, false, false, false, true])
    expect(call(request('track', { ...track, note: deep(600) }))).toMatchObject([{ result: { outcome: 'invalid' } }])
  })

  test('a batch may have 500 KB and 2500 events', () => {
    const batch = (count: number) => request('batch', { batch: Array.from({ length: count }, () => track) })
    expect(verdictOf(batch(2500))).toBe('2500 taken')
    expect(verdictOf(batch(2501))).toBe('invalid-request')
    expect(verdictOf(request('batch', { batch: [], note: 'x'.repeat(512_000) }))).toBe('invalid-request')
    expect(verdictOf(request('batch', { batch: [] }))).toBe('0 taken')
    expect(verdictOf(request('batch', { events: [] }))).toBe('invalid-request')
  })
})

describe('ids', () => {
  const idsOf = (path: string, body: object) => call(request(path, body)).map((item) => item.ok && item.event.id)
  const track = { type: 'track', userId: 'u', event: 'A', timestamp: iso(callTime) }

  test('are those of the messages, or of the content', () => {
    expect(idsOf('track', { ...track, messageId: 'm-1' })).toEqual(['m-1'])
    expect(idsOf('track', { ...track, messageId: 'm'.repeat(201) })).toEqual([expect.stringMatching(/^sha256:/)])
  })

  test('of the content do not change with the time of sending, and tell two alike in one batch apart', () => {
    const sentAt = (ms: number) => idsOf('track', { ...track, sentAt: iso(ms) })
    expect(sentAt(callTime)).toEqual(sentAt(callTime + 1000))
    const [first, second] = idsOf('batch', { batch: [track, track] })
    expect(second).toBe(`${String(first)}:1`)
    expect(idsOf('track', track)).not.toEqual(idsOf('track', { ...track, userId: 'v' }))
  })
})

test('numbers keep every digit', () => {
  const body = '{"userId":12345678901234567890,"event":"A","messageId":"m","properties":{"n":0.12345678901234567890}}'
  const [item] = call(request('track', body))
  expect(item).toMatchObject({ event: { subject: 'customer/12345678901234567890' } })
  expect(JSON.stringify(item?.ok && item.event.exactData)).toContain('0.12345678901234567890')
})
