import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import pg from 'pg'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { segmentReportSchema } from '#contract/api.ts'
import { problemSchema } from '#contract/problem.ts'
import { segmentPaths } from './ingest/tracking/segment.ts'
import { testDatabase } from './testing/database.ts'
import { sendRaw } from './testing/raw-http.ts'
import { startServer, trackingSources } from './testing/tracking-server.ts'

const { url: databaseUrl } = await testDatabase()
const server = await startServer(databaseUrl)
afterAll(() => server.stop())
const { createSource, eventsOf } = trackingSources(server)

const basic = (key: string) => ({ authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` })
const strict = { prefer: 'handling=strict' }

function send(path: string, body: unknown, headers: Record<string, string> = {}) {
  return sendRaw(server.url + path, { headers, body: typeof body === 'string' ? body : JSON.stringify(body) })
}

const json = { 'content-type': 'application/json' }

function postJson(path: string, body: object, method = 'POST'): Promise<Response> {
  return fetch(server.url + path, { method, headers: json, body: JSON.stringify(body) })
}

function change(slug: string, settings: object): Promise<Response> {
  return postJson(`/v1/sources/${slug}`, settings, 'PATCH')
}

async function report(path: string, body: unknown, headers: Record<string, string>) {
  const answer = await send(path, body, { ...headers, ...strict })
  expect(answer.status).toBe(200)
  return segmentReportSchema.parse(JSON.parse(answer.text))
}

describe('how a source is found', () => {
  test('by Basic user, by X-Write-Key, by the body, and by the body under Bearer, plain or compressed', async () => {
    const key = await createSource('found')
    const ways: [Record<string, string>, object][] = [
      [basic(key), {}],
      [{ 'x-write-key': key }, {}],
      [{}, { writeKey: key }],
      [{ authorization: 'Bearer a-token-of-somebody' }, { writeKey: key }],
    ]
    for (const [index, [headers, more]] of ways.entries()) {
      const body = (id: string) => JSON.stringify({ userId: 'u', event: 'A', messageId: `${id}-${index}`, ...more })
      expect(await send('/v1/track', body('plain'), headers)).toMatchObject({ status: 200, text: '{"success":true}' })
      const compressed = { body: gzipSync(body('gzip')), headers: { ...headers, 'content-encoding': 'gzip' } }
      expect((await sendRaw(`${server.url}/v1/t`, compressed)).status).toBe(200)
    }
    const events = await eventsOf('found')
    expect(events).toHaveLength(8)
    expect(JSON.stringify(events)).not.toContain(key)
  })

  test('a key of nobody, no key, and a key of another door are refused with 401', async () => {
    const shop = await createSource('not-tracking', { kind: 'bearer' })
    for (const headers of [basic('0123456789abcdef'), basic(shop), {}, basic('?')]) {
      const answer = await send('/v1/track', { userId: 'u', event: 'A' }, headers)
      expect(answer.status).toBe(401)
      expect(answer.headers['access-control-allow-origin']).toBe('*')
    }
  })

  test('a paused source asks to come again', async () => {
    const key = await createSource('paused')
    await change('paused', { enabled: false })
    const answer = await send('/v1/track', { userId: 'u', event: 'A' }, basic(key))
    expect(answer.status).toBe(503)
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
  })
})

describe('what is answered', () => {
  test.each(['text/plain', 'application/x-www-form-urlencoded', 'x', ';', 'application/json; charset=odd', ''])(
    'a body is JSON whatever the content type says: %j',
    async (type) => {
      const key = await createSource(`type-${Buffer.from(type).toString('hex')}x`.slice(0, 60))
      const body = { userId: 'u', event: 'A', messageId: 'm' }
      expect((await report('/v1/track', body, { ...basic(key), 'content-type': type })).accepted).toBe(1)
    },
  )

  test('one bad event never refuses the others, and strict handling tells the outcome of each', async () => {
    const key = await createSource('mixed')
    const batch = [
      { type: 'track', userId: 'u', event: 'Signed Up', messageId: 'm-0' },
      { type: 'track', event: 'Of Nobody', messageId: 'm-1' },
      { type: 'track', userId: 'u', event: 'Order Completed', messageId: 'm-2', properties: { order_id: 1 } },
      'no object',
      { type: 'page', anonymousId: 'v', messageId: 'm-4', properties: { note: 'x'.repeat(33_000) } },
      {
        type: 'identify',
        userId: 'u',
        messageId: 'm-5',
        traits: JSON.parse('['.repeat(40) + ']'.repeat(40)) as unknown,
      },
      { type: 'identify', userId: 'u', messageId: 'm-6', traits: { name: 'half \ud800' } },
    ]
    const first = await report('/v1/batch', { batch }, basic(key))
    expect(first.results.map(({ outcome }) => outcome)).toEqual(['stored', ...Array<string>(6).fill('invalid')])
    expect(first).toMatchObject({ accepted: 1, duplicates: 0 })
    expect(first.rejected.map(({ index, messageId, reason }) => `${index} ${messageId} ${reason}`)).toMatchObject([
      expect.stringMatching(/^1 m-1 or anonymousId is needed/),
      expect.stringMatching(/^2 m-2 order.placed may not be sent/),
      expect.stringMatching(/^3 sha256:.* must be an object/),
      expect.stringMatching(/^4 m-4 must not have more than 32768 bytes/),
      expect.stringMatching(/^5 m-5 must not be nested deeper/),
      expect.stringMatching(/^6 m-6 must not contain/),
    ])
    expect(await send('/v1/batch', { batch }, basic(key))).toMatchObject({ status: 200, text: '{"success":true}' })
    expect(await eventsOf('mixed')).toHaveLength(1)
    expect((await report('/v1/batch?report=1', { batch }, basic(key))).duplicates).toBe(1)
  })

  test('a batch of which nothing is valid is kept, and answered 200', async () => {
    const key = await createSource('invalid')
    expect((await send('/v1/batch', { batch: [{ type: 'track' }] }, basic(key))).status).toBe(200)
    const kept = await (await fetch(`${server.url}/v1/quarantine?source=invalid`)).text()
    expect(kept).toContain('#/batch/0/userId')
  })

  test.each([
    ['not JSON', '{"batch":[', 'malformed-json'],
    ['no batch', '{}', 'invalid-request'],
    ['more than 500 KB', JSON.stringify({ batch: [], note: 'x'.repeat(512_001) }), 'invalid-request'],
  ])('a body that is %s is refused with 400, and kept', async (name, body, code) => {
    const slug = name.toLowerCase().replaceAll(/[^a-z]+/g, '-')
    const key = await createSource(slug)
    const answer = await send('/v1/batch', body, basic(key))
    expect(problemSchema.parse(JSON.parse(answer.text))).toMatchObject({
      status: 400,
      code,
      quarantined: expect.stringMatching(/^\d+$/) as string,
    })
  })

  test('the same bytes sent again store nothing twice, with ids or without', async () => {
    const key = await createSource('again')
    const twin = { type: 'track', userId: 'u', event: 'Clicked', timestamp: '2026-11-23T12:00:00Z' }
    const body = (sentAt: string) => ({ batch: [twin, twin, { ...twin, messageId: 'm-1' }], sentAt })
    const first = await report('/v1/batch', body('2026-11-23T12:00:01Z'), basic(key))
    const again = await report('/v1/batch', body('2026-11-23T12:00:09Z'), basic(key))
    expect([first.accepted, first.duplicates, again.accepted, again.duplicates]).toEqual([3, 0, 0, 3])
  })

  test('ids are those of their source: two sources may use the same', async () => {
    for (const slug of ['one', 'two']) {
      const event = { userId: 'u', event: 'A', messageId: 'the same' }
      expect((await report('/v1/track', event, basic(await createSource(slug)))).accepted).toBe(1)
    }
  })
})

describe('what is refused', () => {
  test('orders of a key that may not send them are kept, and stored by a replay once it may', async () => {
    const key = await createSource('careful')
    const order = { type: 'track', userId: 'u', event: 'Order Completed', properties: { order_id: 1 } }
    const page = { type: 'page', userId: 'u', messageId: 'm-2' }
    const taken = await report('/v1/batch', { batch: [{ ...order, messageId: 'm-1' }, page] }, basic(key))
    expect([taken.accepted, taken.rejected.length]).toEqual([1, 1])

    await change('careful', { config: { allowsBusinessEvents: true } })
    const replay = await postJson('/v1/quarantine/replay', { source: 'careful', stage: 'not-allowed' })
    expect(await replay.json()).toMatchObject({ replayed: 1, eventsStored: 1 })
    const events = await eventsOf('careful')
    expect(events.map(({ id, type }) => `${id} ${type}`)).toEqual(['m-2 page.viewed', 'm-1 order.placed'])
  })

  test('what can be neither stored nor kept is to be sent again', async () => {
    const key = await createSource('unkept')
    const client = new pg.Client({ connectionString: databaseUrl })
    await client.connect()
    onTestFinished(() => client.end())
    await client.query('alter table quarantined_requests rename to elsewhere')
    for (const body of ['{"batch":[', '{"batch":[{"type":"track"}]}']) {
      const answer = await send('/v1/batch', body, basic(key))
      expect([answer.status, answer.headers['retry-after']]).toEqual([503, '1'])
    }
    await client.query('alter table elsewhere rename to quarantined_requests')
    expect((await send('/v1/batch', '{"batch":[{"type":"track"}]}', basic(key))).status).toBe(200)
  })
})

describe('what browsers ask', () => {
  test.each([...segmentPaths, '/v1/projects/0123456789/settings'])(
    '%s answers a preflight with the headers that clients ask for',
    async (path) => {
      const headers = {
        origin: 'https://shop.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,x-retry-count',
      }
      const answer = await sendRaw(server.url + path, { method: 'OPTIONS', headers })
      expect(answer.status).toBe(204)
      expect(answer.headers['access-control-allow-origin']).toBe('*')
      expect(answer.headers['access-control-allow-credentials']).toBeUndefined()
      const allowed = String(answer.headers['access-control-allow-headers']).split(', ')
      expect(allowed).toEqual(expect.arrayContaining(['authorization', 'content-type', 'x-retry-count']))
    },
  )

  test('the settings of a key send its client to the host that was asked, and to nobody else', async () => {
    const key = await createSource('settings')
    const get = (of: string, headers: Record<string, string> = {}) =>
      sendRaw(`${server.url}/v1/projects/${of}/settings`, { method: 'GET', headers })
    const { host } = new URL(server.url)
    const { integrations, ...rest } = JSON.parse((await get(key)).text) as Record<string, unknown> // compared below
    expect(integrations).toMatchObject({ 'Segment.io': { apiKey: key, apiHost: `${host}/v1`, protocol: 'http' } })
    expect(rest).toMatchObject({ metrics: { sampleRate: 0 } })
    const proxied = await get(key, { 'x-forwarded-host': 'vigie.example', 'x-forwarded-proto': 'https' })
    expect(proxied.text).toContain('"apiHost":"vigie.example/v1","protocol":"https"')
    expect((await get('of-nobody-at-all')).status).toBe(404)
  })
})

describe('whatever arrives', () => {
  const bodies = fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    fc.json().map((text) => Buffer.from(text)),
    fc
      .record(
        {
          batch: fc.array(fc.oneof(fc.jsonValue({ maxDepth: 1 }), anyCall()), { maxLength: 5 }),
          context: fc.jsonValue({ maxDepth: 2 }),
          sentAt: fc.oneof(fc.constantFrom('0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z'), fc.string()),
          writeKey: fc.oneof(fc.string(), fc.jsonValue({ maxDepth: 1 })),
          __proto__: fc.jsonValue({ maxDepth: 1 }),
        },
        { requiredKeys: [] },
      )
      .map((batch) => Buffer.from(JSON.stringify(batch))),
    anyCall().map((item) => Buffer.from(JSON.stringify(item))),
  )
  const headerText = fc.string({
    maxLength: 60,
    unit: fc.constantFrom('a', 'b', ';', '=', ',', '/', ' ', '"', '%', '0', '*', 'é'),
  })
  const headers = fc.record(
    {
      'content-type': fc.oneof(headerText, fc.constantFrom('text/plain', 'application/json', ';', 'x')),
      'content-encoding': fc.oneof(headerText, fc.constantFrom('gzip', 'identity')),
      'x-write-key': headerText,
      prefer: fc.oneof(headerText, fc.constant('handling=strict')),
      'x-forwarded-for': headerText,
    },
    { requiredKeys: [] },
  )

  test('every path answers any bytes under any headers without a fault of its own, and goes on', async () => {
    const key = await createSource('noise', { ratePerMinute: 100_000_000, config: { allowsBusinessEvents: true } })
    const property = fc.asyncProperty(
      fc.constantFrom(...segmentPaths),
      bodies,
      headers,
      fc.boolean(),
      async (path, body, given, isKnown) => {
        const sent = Object.fromEntries(Object.entries({ ...given, ...(isKnown && basic(key)) }).map(latin1Header))
        const { status } = await sendRaw(server.url + path, { headers: sent, body })
        expect(status).toBeLessThan(500)
      },
    )
    await fc.assert(property, { numRuns: 300 })
    expect((await send('/v1/track', { userId: 'u', event: 'Last', messageId: 'last' }, basic(key))).status).toBe(200)
    expect(await eventsOf('noise')).toContainEqual(expect.objectContaining({ id: 'last' }))
  })

  function latin1Header([name, value]: [string, string]): [string, string] {
    return [name, Buffer.from(value, 'latin1').toString('latin1')]
  }
})

function anyCall(): fc.Arbitrary<Record<string, unknown>> {
  const text = fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.constantFrom('\u0000', '\ud800', 'Order Completed', '注文', '1'),
  )
  const value = fc.oneof(text, fc.integer(), fc.double(), fc.jsonValue({ maxDepth: 2 }))
  return fc.record(
    {
      type: fc.oneof(fc.constantFrom('track', 'page', 'screen', 'identify', 'group', 'alias'), text),
      event: fc.oneof(fc.constantFrom('Order Completed', 'Order Refunded', 'order.placed', 'page.viewed'), value),
      userId: value,
      anonymousId: value,
      messageId: value,
      previousId: value,
      groupId: value,
      timestamp: fc.oneof(
        value,
        fc.constantFrom('0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '2026-11-23T12:00:00'),
      ),
      originalTimestamp: value,
      properties: fc.dictionary(
        fc.constantFrom(
          'order_id',
          'total',
          'revenue',
          'currency',
          'products',
          'url',
          'title',
          'totalMinor',
          '__proto__',
        ),
        fc.oneof(value, fc.constantFrom('EUR', 'https://shop.example/?utm_source=%ff', 12.345)),
      ),
      traits: fc.dictionary(fc.constantFrom('email', 'phone', 'company', 'name', 'firstName'), value),
      context: fc.dictionary(fc.constantFrom('page', 'campaign', 'traits', 'groupId'), value),
    },
    { requiredKeys: [] },
  )
}
