import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { Client } from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { problemSchema } from '#contract/problem.ts'
import { maxTrackedBytes, umamiAnswerSchema } from '#contract/tracking.ts'
import { testDatabase } from './testing/database.ts'
import type { RawAnswer } from './testing/raw-http.ts'
import { sendRaw } from './testing/raw-http.ts'
import { bodyOf, hasRecordings, recordedRequests } from './testing/recordings.ts'
import { startServer, trackingSources } from './testing/tracking-server.ts'

const { url: databaseUrl } = await testDatabase()
const server = await startServer(databaseUrl)
afterAll(() => server.stop())
const { createSource, eventsOf } = trackingSources(server)

const recordedWebsite = '7ad0d5a0-0000-4000-8000-000000000001'
const page = 'https://shop.example/shirts'

function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<RawAnswer> {
  return sendRaw(server.url + path, { headers, body: typeof body === 'string' ? body : JSON.stringify(body) })
}

function view(id: string) {
  return { id, type: 'page', at: Date.now(), url: page }
}

function collect(key: string, events: unknown[], headers: Record<string, string> = {}): Promise<RawAnswer> {
  const body = { key, visitorId: 'v-1', sentAt: Date.now(), url: page, title: 'Shirts', events }
  return post('/v1/collect', body, { 'content-type': 'text/plain;charset=UTF-8', ...headers })
}

function umami(website: string, payload: object, headers: Record<string, string> = {}): Promise<RawAnswer> {
  const body = { type: 'event', payload: { website, hostname: 'shop.example', url: page, title: 'Shirts', ...payload } }
  return post('/api/send', body, { 'content-type': 'application/json', 'user-agent': 'Browser/1', ...headers })
}

function problemOf({ text }: RawAnswer) {
  return problemSchema.parse(JSON.parse(text))
}

describe('our own tracker', () => {
  test('is answered 204 once what it sent is stored, and a repeat stores nothing', async () => {
    const key = await createSource('own')
    const events = [view('a'), { ...view('b'), type: 'track', name: 'Basket filled', data: { sku: '85123A' } }]
    for (let time = 0; time < 2; time++) {
      expect(await collect(key, events)).toMatchObject({ status: 204, text: '' })
    }
    const stored = await eventsOf('own')
    expect(stored.map(({ id, type, subject }) => `${id} ${type} ${subject ?? ''}`)).toEqual([
      'a page.viewed visitor/v-1',
      'b Basket_filled visitor/v-1',
    ])
    expect(JSON.stringify(stored)).not.toContain(key)
  })

  test('a bad event among good ones is kept, and the good ones are stored', async () => {
    const key = await createSource('mixed')
    const order = { ...view('c'), type: 'track', name: 'order.placed', data: { totalMinor: 1 } }
    expect((await collect(key, [view('a'), { type: 'page' }, order])).status).toBe(204)
    expect(await eventsOf('mixed')).toHaveLength(1)
    const kept = await (await fetch(`${server.url}/v1/quarantine?source=mixed`)).text()
    expect(kept).toContain('#/events/1/id')
    expect(kept).toContain('order.placed may not be sent')
  })

  test('a request of which nothing can be stored is refused with what is wrong, and kept', async () => {
    const key = await createSource('refused')
    const answer = await collect(key, [{ type: 'page' }])
    expect(answer.headers['access-control-allow-origin']).toBe('*')
    expect(problemOf(answer)).toMatchObject({ status: 422, code: 'invalid-event' })
    expect(problemOf(answer).errors?.map(({ pointer }) => pointer)).toContain('#/events/0/id')
    expect(await (await fetch(`${server.url}/v1/quarantine?source=refused`)).text()).toContain('#/events/0/id')
  })

  test('nothing to store is no fault', async () => {
    expect((await collect(await createSource('empty'), [])).status).toBe(204)
  })

  test('a body may be compressed, and is JSON under any content type, and under what is none', async () => {
    const key = await createSource('compressed')
    for (const [id, type] of Object.entries({ y: 'application/x-odd', z: 'json' })) {
      const body = gzipSync(JSON.stringify({ key, visitorId: 'v', events: [view(id)] }))
      const headers = { 'content-encoding': 'gzip', 'content-type': type }
      expect((await sendRaw(`${server.url}/v1/collect`, { headers, body })).status).toBe(204)
    }
    expect(await eventsOf('compressed')).toHaveLength(2)
  })

  test('a body beyond the limit is refused, and says so to the page', async () => {
    const answer = await post('/v1/collect', 'x'.repeat(maxTrackedBytes + 1))
    expect(problemOf(answer)).toMatchObject({ status: 413 })
    expect(answer.headers['access-control-allow-origin']).toBe('*')
  })
})

describe("Umami's tracker", () => {
  test('gets what it sends along with the next, and stays one visitor', async () => {
    const key = await createSource('umami')
    const first = umamiAnswerSchema.parse(JSON.parse((await umami(key, {})).text))
    const next = await umami(key, { name: 'add' }, { 'x-umami-cache': first.cache, 'user-agent': 'Browser/2' })
    expect(umamiAnswerSchema.parse(JSON.parse(next.text)).sessionId).toBe(first.sessionId)
    const stored = await eventsOf('umami')
    expect(stored.map(({ type, subject }) => `${type} ${subject ?? ''}`)).toEqual([
      `page.viewed visitor/${first.sessionId}`,
      `add visitor/${first.sessionId}`,
    ])
  })

  test('the same request sent again stores nothing; the same view after its answer does', async () => {
    const key = await createSource('umami-again')
    const { cache } = umamiAnswerSchema.parse(JSON.parse((await umami(key, {})).text))
    const second = await umami(key, {}, { 'x-umami-cache': cache })
    await umami(key, {}, { 'x-umami-cache': cache })
    const later = umamiAnswerSchema.parse(JSON.parse(second.text)).cache
    await umami(key, {}, { 'x-umami-cache': later })
    expect(await eventsOf('umami-again')).toHaveLength(3)
  })

  test('an address is kept nowhere', async () => {
    const key = await createSource('umami-address')
    const address = '198.51.100.77'
    const headers = { 'x-forwarded-for': address, 'x-real-ip': address, 'x-vigie-visitor': 'made-up' }
    await umami(key, {}, headers)
    await umami(key, { name: 'order.placed' }, headers)
    const [event] = await eventsOf('umami-address')
    expect(event?.subject).toMatch(/^visitor\/[0-9a-f-]{36}$/)
    const client = new Client({ connectionString: databaseUrl })
    await client.connect()
    const { rows } = await client.query(
      `select headers::text, convert_from(body, 'UTF8') as body from quarantined_requests where source = 'umami-address'`,
    )
    await client.end()
    expect(rows).toHaveLength(1)
    expect(JSON.stringify(rows)).not.toContain(address)
  })

  test.skipIf(!hasRecordings)('is accepted as it was recorded, and stored as what it says', async () => {
    await createSource('umami-recorded', { secret: recordedWebsite })
    for (const request of recordedRequests('umami-browser')) {
      const { method, url, headers } = request
      const answer = await sendRaw(server.url + url, { method, headers, body: bodyOf(request) })
      expect(answer.status).toBe(method === 'OPTIONS' ? 204 : 200)
      if (method === 'OPTIONS') {
        const allowed = String(answer.headers['access-control-allow-headers']).split(', ')
        const asked = headers['access-control-request-headers']?.split(',') ?? []
        expect(allowed).toEqual(expect.arrayContaining(asked))
      } else umamiAnswerSchema.parse(JSON.parse(answer.text))
    }
    const stored = await eventsOf('umami-recorded')
    expect(stored.map(({ type, subject }) => `${type} ${subject?.replace(/[0-9a-f-]{36}/, 'X') ?? ''}`)).toEqual([
      'page.viewed visitor/X',
      'customer.identified customer/cust-42',
      'add-to-basket customer/cust-42',
      'page.viewed customer/cust-42',
      'order-placed customer/cust-42',
    ])
    expect(stored[0]?.data).toMatchObject({ path: '/p/85123A', campaign: { source: 'newsletter', name: 'spring' } })
    expect(stored[1]?.data).toMatchObject({ userId: 'cust-42', email: 'ada@example.com' })
  })
})

describe('who may send', () => {
  test('a key of nobody, no key, and a key of another door are refused with 401, to be read by the page', async () => {
    const shop = await createSource('not-tracking', { kind: 'bearer' })
    for (const key of ['0123456789abcdef', shop, '', '?']) {
      for (const answer of [await collect(key, [view('a')]), await umami(key, {})]) {
        expect(answer.status).toBe(401)
        expect(answer.headers['access-control-allow-origin']).toBe('*')
      }
    }
  })

  test.each(['/v1/collect', '/api/send'])('%s lets pages of any origin send, without credentials', async (path) => {
    const headers = {
      origin: 'https://shop.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type,x-umami-cache',
    }
    const answer = await sendRaw(server.url + path, { method: 'OPTIONS', headers })
    expect(answer).toMatchObject({ status: 204, headers: { 'access-control-allow-origin': '*' } })
    expect(answer.headers['access-control-allow-credentials']).toBeUndefined()
    expect(answer.headers['access-control-allow-headers']).toMatch(/\bcontent-type\b.*\bx-umami-cache\b/)
  })
})

describe('the script', () => {
  test('is served to any page, and again only when it has changed', async () => {
    const get = (headers: Record<string, string> = {}) => sendRaw(`${server.url}/vigie.js`, { method: 'GET', headers })
    const { status, text, headers } = await get()
    expect({ status, ...headers }).toMatchObject({
      status: 200,
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=3600',
      'access-control-allow-origin': '*',
    })
    expect(text).toContain('/v1/collect')
    expect(await get({ 'if-none-match': `"x", W/${headers.etag ?? ''}` })).toMatchObject({ status: 304, text: '' })
    expect((await get({ 'if-none-match': '"x"' })).status).toBe(200)
  })
})

describe('whatever arrives', () => {
  const awkward = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom('\u0000', '\ud800', 1e300, -1, 'page', ''))
  const event = fc.record(
    {
      id: awkward,
      type: fc.oneof(fc.constantFrom('page', 'leave', 'track', 'identify'), awkward),
      at: awkward,
      ms: awkward,
      url: awkward,
      name: fc.oneof(fc.constantFrom('order.placed', 'page.viewed', '__proto__'), awkward),
      data: fc.oneof(fc.dictionary(fc.constantFrom('totalMinor', '__proto__', 'url', 'visitorId'), awkward), awkward),
    },
    { requiredKeys: [] },
  )
  const payload = fc.record(
    { id: awkward, vid: awkward, url: awkward, hostname: awkward, name: awkward, data: awkward, timestamp: awkward },
    { requiredKeys: [] },
  )
  const bodies = (key: string) =>
    fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
      fc.json().map((text) => Buffer.from(text)),
      fc
        .record(
          {
            visitorId: fc.oneof(fc.constant('v-1'), awkward),
            sentAt: awkward,
            events: fc.oneof(fc.array(event, { maxLength: 4 }), awkward),
          },
          { requiredKeys: [] },
        )
        .map((body) => Buffer.from(JSON.stringify({ key, ...body }))),
      fc
        .tuple(fc.oneof(fc.constantFrom('event', 'identify', 'performance'), awkward), payload)
        .map(([type, sent]) => Buffer.from(JSON.stringify({ type, payload: { website: key, ...sent } }))),
    )
  const headerText = fc.string({
    maxLength: 60,
    unit: fc.constantFrom('a', ';', '=', ',', '/', ' ', '"', '%', '0', '*'),
  })
  const headers = fc.record(
    {
      'content-type': headerText,
      'content-encoding': fc.oneof(headerText, fc.constant('gzip')),
      'x-umami-cache': headerText,
      'user-agent': headerText,
      'x-forwarded-for': headerText,
      origin: headerText,
    },
    { requiredKeys: [] },
  )

  test('is answered without a fault of ours, and the doors go on', async () => {
    const key = await createSource('noise', { ratePerMinute: 100_000_000, config: { allowsBusinessEvents: true } })
    const paths = fc.constantFrom('/v1/collect', '/api/send')
    const property = fc.asyncProperty(paths, bodies(key), headers, async (path, body, sent) => {
      const { status } = await sendRaw(server.url + path, { headers: { ...sent, 'content-length': body.length }, body })
      expect(status, body.toString('utf8')).toBeLessThan(500)
    })
    await fc.assert(property, { numRuns: 400 })
    expect((await collect(key, [view('after')])).status).toBe(204)
  })
})
