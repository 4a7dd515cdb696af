import { createServer } from 'node:http'
import type { CloudEventV1, Message } from 'cloudevents'
import { CloudEvent, Mode, emitterFor, HTTP, httpTransport } from 'cloudevents'
import fc from 'fast-check'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { createdSourceSchema, webhookAnswerSchema } from '#contract/api.ts'
import { storedEventSchema } from '#contract/event.ts'
import { problemSchema } from '#contract/problem.ts'
import type { EventServer } from './event-server.ts'
import { startEventServer } from './testing/event-server.ts'
import { testDatabase } from './testing/database.ts'
import './testing/fixed-seed.ts'
import type { RawAnswer } from './testing/raw-http.ts'
import { sendRaw } from './testing/raw-http.ts'
import { bodyOf, hasRecordings, recordedRequests } from './testing/recordings.ts'

const { url: databaseUrl } = await testDatabase()
let server: EventServer
let authorization: string

beforeAll(async () => {
  server = await startEventServer({
    databaseUrl,
    host: '127.0.0.1',
    port: 0,
    vigieSecret: 'secret of this installation',
    publicUrl: null,
    demo: false,
    logger: pino({ level: 'silent' }),
  })
  authorization = await create('platform', 'cloudevents')
})
afterAll(() => server.stop())

/** @returns how its key is sent. */
async function create(slug: string, kind: string, more: object = {}): Promise<string> {
  const body = JSON.stringify({ slug, kind, ...more })
  const { text } = await sendRaw(`${server.url}/v1/sources`, { headers: { 'content-type': 'application/json' }, body })
  return `Bearer ${createdSourceSchema.parse(JSON.parse(text)).secret}`
}

function post(headers: Record<string, string>, body: Buffer | string = ''): Promise<RawAnswer> {
  return sendRaw(`${server.url}/v1/events`, { headers: { authorization, ...headers }, body })
}

const structured = (event: object) => post({ 'content-type': 'application/cloudevents+json' }, JSON.stringify(event))
const batch = (events: unknown) =>
  post({ 'content-type': 'application/cloudevents-batch+json' }, JSON.stringify(events))

function outcomesOf({ status, text }: RawAnswer): string[] {
  expect(status).toBe(202)
  return webhookAnswerSchema.parse(JSON.parse(text)).results.map(({ id, outcome }) => `${id} ${outcome}`)
}

function problemOf({ status, text }: RawAnswer) {
  return { ...problemSchema.parse(JSON.parse(text)), status }
}

async function eventsOf(type: string) {
  const answer = await fetch(`${server.url}/v1/events?type=${encodeURIComponent(type)}&limit=1000`)
  return z.object({ events: z.array(storedEventSchema) }).parse(await answer.json()).events
}

const minimal = (id: string, more: object = {}) => ({ specversion: '1.0', id, source: '/test', type: 'a.b', ...more })

describe('the CloudEvents SDK as it is', () => {
  const order = () =>
    new CloudEvent({
      id: 'A-1',
      type: 'com.acme.order.shipped',
      source: '/shop/eu',
      subject: '536365',
      time: '2026-11-23T12:00:00.000Z',
      comexampleext: 'ünï',
      data: { order_id: '536365', total: 139.12 },
    })

  test.each([Mode.BINARY, Mode.STRUCTURED])(
    'sends in %s mode, and the same event again is a duplicate',
    async (mode) => {
      const emit = emitterFor(httpTransport(`${server.url}/v1/events`), { mode })
      const answers = []
      for (let n = 0; n < 2; n++) {
        answers.push(await emit(order().cloneWith({ id: mode }), { headers: { authorization } }))
      }
      const bodies = answers.map((answer) =>
        webhookAnswerSchema.parse(JSON.parse(z.object({ body: z.string() }).parse(answer).body)),
      )
      expect(bodies.flatMap(({ results }) => results.map(({ outcome }) => outcome))).toEqual(['stored', 'duplicate'])
      const event = (await eventsOf('com.acme.order.shipped')).find(({ id }) => id === `/shop/eu ${mode}`)
      expect(event).toMatchObject({
        source: 'platform',
        subject: '536365',
        occurredAt: '2026-11-23T12:00:00.000Z',
        data: { order_id: '536365', total: 139.12, cloudEvent: { source: '/shop/eu', comexampleext: 'ünï' } },
      })
    },
  )

  test('sends text and bytes in both modes, and both are stored alike', async () => {
    const events: [string, CloudEventV1<unknown>][] = [
      ['text', new CloudEvent({ type: 'com.acme.text', source: '/s', datacontenttype: 'text/plain', data: 'plain é' })],
      [
        'bytes',
        new CloudEvent({
          type: 'com.acme.bin',
          source: '/s',
          datacontenttype: 'image/png',
          data: new Uint8Array([1, 2, 3, 255]),
        }),
      ],
    ]
    for (const [name, event] of events) {
      for (const [id, message] of [
        ['1', HTTP.binary({ ...event, id: `${name}-1` } as CloudEvent)], // the SDK's types want its class, its code does not
        ['2', HTTP.structured(new CloudEvent({ ...event, id: `${name}-2` }))],
      ] satisfies [string, Message][]) {
        expect(outcomesOf(await sendMessage(message))).toEqual([`/s ${name}-${id} stored`])
      }
    }
    const dataOf = async (type: string) =>
      (await eventsOf(type)).map(({ data }) => ({ ...z.looseObject({}).parse(data), cloudEvent: undefined }))
    expect(await dataOf('com.acme.text')).toEqual([{ text: 'plain é' }, { text: 'plain é' }])
    expect(await dataOf('com.acme.bin')).toEqual([{ base64: 'AQID/w==' }, { base64: 'AQID/w==' }])
  })

  test('a batch of what it makes', async () => {
    const events = ['b-1', 'b-2'].map((id): unknown =>
      JSON.parse(String(HTTP.structured(order().cloneWith({ id })).body)),
    )
    expect(outcomesOf(await batch(events))).toEqual(['/shop/eu b-1 stored', '/shop/eu b-2 stored'])
  })
})

function sendMessage({ headers, body }: Message): Promise<RawAnswer> {
  const sent = body instanceof Uint8Array ? Buffer.from(body) : String(body)
  return post(z.record(z.string(), z.string()).parse(headers), sent)
}

describe.skipIf(!hasRecordings)(
  'requests recorded from the SDK (skipped where the folder of shared data is absent)',
  () => {
    test('all are taken byte for byte, with the key in the address; what comes twice is stored once', async () => {
      const [, key = ''] = (await create('recorded', 'cloudevents')).split(' ')
      const outcomes: string[][] = []
      for (const recorded of recordedRequests('cloudevents-sdk')) {
        const { host: _host, connection: _connection, ...headers } = recorded.headers
        const url = `${server.url}${recorded.url.replace('/events', '/v1/events')}?access_token=${key}`
        const { method } = recorded
        const answer = await sendRaw(url, { method, headers, body: bodyOf(recorded) })
        outcomes.push(outcomesOf(answer))
      }
      expect(outcomes).toEqual([
        ['/shop/eu A234-1234-1234 stored'],
        ['/shop/eu A234-1234-1234 duplicate'],
        ['/shop/eu A234-3 stored'],
        ['/shop A234-4 stored'],
        ['/shop/eu A234-1234-1234 duplicate', '/shop/eu A234-2 stored'],
      ])
      const [first] = (await eventsOf('com.acme.order.placed')).filter(({ source }) => source === 'recorded')
      expect(first).toMatchObject({ subject: '536365', data: { total: 139.12, cloudEvent: { comexampleext: 'ünï' } } })
    })
  },
)

describe('the key', () => {
  test('is needed, and says which source sends', async () => {
    const other = await create('other', 'cloudevents')
    const answers = await Promise.all([
      post({ authorization: '' }),
      post({ authorization: 'Basic eDp5' }),
      post({ authorization: 'Bearer nobody-has-this-key' }),
      post({ authorization: await create('webhook-key', 'bearer') }),
    ])
    expect(answers.map((answer) => problemOf(answer).code)).toEqual([
      'missing-signature',
      'missing-signature',
      'invalid-signature',
      'invalid-signature',
    ])
    expect(answers.map(({ status, headers }) => [status, headers['www-authenticate']])).toEqual(
      answers.map(() => [401, 'Bearer']),
    )
    await post(
      { authorization: other, 'content-type': 'application/cloudevents+json' },
      JSON.stringify(minimal('k', { type: 'key.used' })),
    )
    expect(await eventsOf('key.used')).toMatchObject([{ source: 'other' }])
  })

  test('may stand in the query, for a sender that can be given an address and nothing else', async () => {
    const key = 'a+key/with%signs='
    await create('address-only', 'cloudevents', { secret: key })
    const event = new CloudEvent({ id: 'q', source: '/test', type: 'key.in.query', data: {} })
    await httpTransport(`${server.url}/v1/events?access_token=${encodeURIComponent(key)}`)(HTTP.binary(event))
    const [stored] = await eventsOf('key.in.query')
    expect(stored).toMatchObject({ source: 'address-only' })
    expect(await (await fetch(`${server.url}/v1/events/${stored?.position}`)).text()).not.toMatch(/with%(?:25)?signs/)
    const wrong = await sendRaw(`${server.url}/v1/events?access_token=nobody-has-this-key`, { body: '{}' })
    expect(problemOf(wrong).code).toBe('invalid-signature')
  })

  test('may be the old one during rotation', async () => {
    const old = await create('turning', 'cloudevents')
    await sendRaw(`${server.url}/v1/sources/turning/rotate`, {
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
    expect(
      outcomesOf(await post({ authorization: old, 'content-type': 'application/cloudevents-batch+json' }, '[]')),
    ).toEqual([])
  })
})

describe('what is wrong', () => {
  test('one bad event of a batch refuses no other, and is kept', async () => {
    const answer = await batch([minimal('g-1'), { ...minimal('g-2'), source: undefined }, minimal('g-3')])
    expect(outcomesOf(answer)).toEqual(['/test g-1 stored', 'g-2 invalid', '/test g-3 stored'])
    expect(outcomesOf(await batch([minimal('g-1'), minimal('g-4')]))).toEqual([
      '/test g-1 duplicate',
      '/test g-4 stored',
    ])
  })

  test('is answered with a pointer, and the request is kept', async () => {
    const problem = problemOf(await structured(minimal('w-1', { time: 'soon' })))
    expect(problem).toMatchObject({ status: 422, code: 'invalid-event', quarantined: expect.any(String) as unknown })
    expect(problem.errors?.[0]).toMatchObject({ pointer: '#/time' })
  })

  test.each([
    ['a format that is not JSON', { 'content-type': 'application/cloudevents+avro' }, 'x', 415],
    ['no attribute at all', { 'content-type': 'application/json' }, '{}', 415],
    ['nothing at all', {}, '', 415],
    ['no JSON', { 'content-type': 'application/cloudevents+json' }, '{', 400],
    ['no batch', { 'content-type': 'application/cloudevents-batch+json' }, '{}', 422],
    [
      'another content encoding',
      { 'content-type': 'application/cloudevents+json', 'content-encoding': 'br' },
      '{}',
      415,
    ],
  ])('%s', async (_case, headers, body, status) => {
    expect(problemOf(await post(headers, body)).status).toBe(status)
  })
})

describe('the handshake', () => {
  const ask = (headers: Record<string, string>) => sendRaw(`${server.url}/v1/events`, { method: 'OPTIONS', headers })

  test('grants whoever asks, at the rate there is', async () => {
    const key = await create('slow', 'cloudevents', { ratePerMinute: 120 })
    const grants = await Promise.all([
      ask({ 'webhook-request-origin': 'eventemitter.example.com' }),
      ask({ 'webhook-request-origin': 'x.example', 'webhook-request-rate': '100' }),
      ask({ 'webhook-request-origin': 'x.example', 'webhook-request-rate': '*' }),
      ask({ 'webhook-request-origin': 'x.example', 'webhook-request-rate': '1000', authorization: key }),
    ])
    expect(
      grants.map(({ status, headers }) => [status, headers['webhook-allowed-origin'], headers['webhook-allowed-rate']]),
    ).toEqual([
      [200, 'eventemitter.example.com', undefined],
      [200, 'x.example', '100'],
      [200, 'x.example', '60000'],
      [200, 'x.example', '120'],
    ])
  })

  test('grants nothing that was not asked for, and no name that is none', async () => {
    const plain = await ask({})
    expect([plain.status, plain.headers.allow, plain.headers['webhook-allowed-origin']]).toEqual([
      204,
      'GET, OPTIONS, POST',
      undefined,
    ])
    expect((await ask({ 'webhook-request-origin': 'a b<c>' })).status).toBe(400)
  })

  test('never calls the address that it is given', async () => {
    const called: string[] = []
    const stranger = createServer((request, response) => {
      called.push(request.url ?? '')
      response.end()
    })
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve))
    const address = z.object({ port: z.number() }).parse(stranger.address())
    const callback = `http://127.0.0.1:${address.port}/callback`
    const grant = await ask({ 'webhook-request-origin': 'x.example', 'webhook-request-callback': callback })
    expect(grant.headers['webhook-allowed-origin']).toBe('x.example')
    // A call would have to be on its way by the time that later answers are here.
    for (let n = 0; n < 20; n++) await ask({})
    expect(called).toEqual([])
    await new Promise((resolve) => stranger.close(resolve))
  })
})

describe('whatever arrives', () => {
  const headerText = fc.string({
    unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code === 0x7f ? 0x20 : code)),
    maxLength: 40,
  })
  const contentTypes = fc.constantFrom(
    'application/json',
    'application/cloudevents+json',
    'application/cloudevents-batch+json',
    'application/cloudevents+xml',
    'text/plain; charset=utf-16',
    'application/cloudevents',
    ';',
    'a/b+json',
  )
  const names = [
    'ce-id',
    'ce-source',
    'ce-type',
    'ce-specversion',
    'ce-time',
    'ce-subject',
    'ce-data',
    'ce-__proto__',
    'content-encoding',
    'x-y',
  ]
  const values = fc.oneof(
    headerText,
    fc.constantFrom('1.0', 'order.placed', '/s', '%00', '%', '"', '2026-11-23T12:00:00Z', 'gzip'),
  )
  const headers = fc.dictionary(fc.constantFrom(...names), values, { maxKeys: 8 })
  const members = [
    'specversion',
    'id',
    'source',
    'type',
    'time',
    'data',
    'data_base64',
    'datacontenttype',
    '__proto__',
    'iodebeziumop',
    'cloudEvent',
  ]
  const event = fc.dictionary(fc.constantFrom(...members), fc.oneof(fc.jsonValue({ maxDepth: 2 }), values), {
    maxKeys: 9,
  })
  const body = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc.jsonValue({ maxDepth: 4 }).map((value) => Buffer.from(JSON.stringify(value))),
    event.map((value) => Buffer.from(JSON.stringify(value))),
    fc.array(event, { maxLength: 4 }).map((value) => Buffer.from(JSON.stringify(value))),
  )

  test('is answered 202 or with a problem that blames the request, and the server lives on', async () => {
    const statuses = new Set<number>()
    await fc.assert(
      fc.asyncProperty(contentTypes, headers, body, async (contentType, more, bytes) => {
        const { status, headers: answered } = await post({ ...more, 'content-type': contentType }, bytes)
        statuses.add(status)
        expect(status === 202 || (status >= 400 && status < 500)).toBe(true)
        if (status !== 202) expect(answered['content-type']).toContain('application/problem+json')
      }),
      { numRuns: 400 },
    )
    expect([...statuses]).toEqual(expect.arrayContaining([202, 400, 415, 422]))
    expect(outcomesOf(await structured(minimal('after all that')))).toEqual(['/test after all that stored'])
  })
})
