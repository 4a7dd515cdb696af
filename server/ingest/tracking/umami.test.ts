import { describe, expect, test } from 'vitest'
import { call, callTime } from '../../testing/provider-request.ts'
import { visitorHeader, VisitorIds, writeUmamiCache } from './visitor-ids.ts'

const website = '7ad0d5a0-0000-4000-8000-000000000001'
const url = 'https://shop.example/shirts?utm_source=news'
const visit = { website, hostname: 'shop.example', language: 'en-US', url, title: 'Shirts', referrer: '' }

interface Sent {
  type?: unknown
  payload?: object
  headers?: Record<string, string>
  now?: number
  config?: object
}

function send({ type = 'event', payload = {}, headers = {}, now = callTime, config = {} }: Sent = {}) {
  const body = JSON.stringify({ type, payload: { ...visit, ...payload } })
  const all = { [visitorHeader]: 'visitor-of-today', ...headers }
  const [item] = call({ kind: 'tracking', secret: website, url: '/api/send', headers: all, body, now, config })
  if (!item) throw new Error('nothing was mapped')
  return item
}

function eventOf(sent: Sent = {}) {
  const item = send(sent)
  if (!item.ok) throw new Error(JSON.stringify(item))
  return item.event
}

describe("what Umami's tracker sends", () => {
  test('an event without a name is page.viewed', () => {
    expect(eventOf()).toMatchObject({
      type: 'page.viewed',
      subject: 'visitor/visitor-of-today',
      data: { url, path: '/shirts', title: 'Shirts', campaign: { source: 'news' }, visitorId: 'visitor-of-today' },
    })
  })

  test('the key is not kept in the event', () => {
    expect(JSON.stringify(eventOf({ payload: { data: { big: 2 ** 60 } } }))).not.toContain(website)
  })

  test('an event with a name keeps it', () => {
    const { type, data } = eventOf({ payload: { name: 'add-to-basket', data: { sku: '85123A' } } })
    expect(type).toBe('add-to-basket')
    expect(data).toMatchObject({ event: 'add-to-basket', url, original: { data: { sku: '85123A' } } })
  })

  test('a core type is believed only where the source allows it', () => {
    const payload = { name: 'order.placed', data: { totalMinor: 8490 } }
    expect(send({ payload })).toMatchObject({ ok: false, isNotAllowed: true })
    const config = { allowsBusinessEvents: true }
    expect(eventOf({ payload, config }).data).toMatchObject({ totalMinor: 8490 })
    expect(send({ payload: { ...payload, data: { totalMinor: 0.5 } }, config })).toMatchObject({ ok: false })
  })

  test('identify links the visitor with the id', () => {
    const payload = { id: 'cust-42', data: { email: 'ada@shop.example' } }
    expect(eventOf({ type: 'identify', payload })).toMatchObject({
      type: 'customer.identified',
      subject: 'customer/cust-42',
      data: { userId: 'cust-42', visitorId: 'visitor-of-today', email: 'ada@shop.example' },
    })
  })

  test('what there is no word for is stored under its own', () => {
    expect(eventOf({ type: 'performance', payload: { lcp: 1200 } })).toMatchObject({ type: 'umami.performance' })
  })

  test.each([
    ['a visitor of its own wins', { vid: 'v-of-the-browser' }, { visitorId: 'v-of-the-browser' }],
    ['a path gets its host', { url: '/cart?a=1' }, { url: 'https://shop.example/cart?a=1', path: '/cart' }],
    ['a path that cannot get one stays', { url: '/cart', hostname: '[' }, { url: '/cart' }],
  ])('%s', (_, payload, data) => {
    expect(eventOf({ payload }).data).toMatchObject(data)
  })

  test('a time in its payload is when it happened', () => {
    expect(eventOf({ payload: { timestamp: callTime / 1000 - 60 } }).occurredAt).toBe(callTime - 60_000)
  })

  test.each([
    ['no payload', { type: 'event' }, '#/payload'],
    ['no type', { payload: visit }, '#/type'],
    ['nothing', [], '#/payload'],
  ])('%s is refused with a pointer', (_, body, pointer) => {
    const text = JSON.stringify(body)
    const items = call({ kind: 'tracking', secret: website, url: '/api/send', headers: {}, body: text })
    expect(items).toMatchObject([{ ok: false, result: { errors: [{ pointer }] } }])
  })
})

describe('ids of events that have none', () => {
  const cache = writeUmamiCache('00000000-0000-0000-0000-000000000000')
  const after = (answer: string) => ({ 'x-umami-cache': answer })

  test('the first of a page is the same within a second, and another later or of somebody else', () => {
    const ids = [
      eventOf().id,
      eventOf({ now: callTime + 999 }).id,
      eventOf({ now: callTime + 1000 }).id,
      eventOf({ headers: { [visitorHeader]: 'somebody else' } }).id,
      eventOf({ payload: { title: 'Hats' } }).id,
    ]
    expect(ids[1]).toBe(ids[0])
    expect(new Set(ids).size).toBe(4)
  })

  test('what follows an answer is the same whenever it is sent again, and another after the next answer', () => {
    const first = eventOf({ headers: after(cache) }).id
    expect(eventOf({ headers: after(cache), now: callTime + 86_400_000 }).id).toBe(first)
    expect(eventOf({ headers: after(writeUmamiCache('00000000-0000-0000-0000-000000000000')) }).id).not.toBe(first)
  })

  test("another server's token says nothing", () => {
    expect(eventOf({ headers: after('CACHE_TOKEN_1') }).id).toBe(eventOf().id)
  })
})

describe('visitors without an id', () => {
  const ids = new VisitorIds('secret of this installation')
  const caller = { address: '192.0.2.7', userAgent: 'Browser/1', site: website, now: callTime }

  test('are the same for a day, on a site, in a browser, at an address, and nowhere else', () => {
    const known = ids.of(caller)
    expect(known).toMatch(/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/)
    expect(ids.of({ ...caller, now: callTime + 3_600_000 })).toBe(known)
    const others = [
      ids.of({ ...caller, now: callTime + 86_400_000 }),
      ids.of({ ...caller, site: 'another' }),
      ids.of({ ...caller, userAgent: 'Browser/2' }),
      ids.of({ ...caller, address: '192.0.2.8' }),
      new VisitorIds('another secret').of(caller),
    ]
    expect(new Set([known, ...others]).size).toBe(6)
  })
})
