import fc from 'fast-check'
import pg from 'pg'
import pino from 'pino'
import { Webhook } from 'standardwebhooks'
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

const { url: databaseUrl } = await testDatabase()
const database = new pg.Client({ connectionString: databaseUrl })
await database.connect()
let server: EventServer
let secret: string
let path: string

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
  const body = JSON.stringify({ slug: 'erp', kind: 'debezium', config: { keys: { 'public.products': ['sku'] } } })
  const created = await sendRaw(`${server.url}/v1/sources`, { headers: { 'content-type': 'application/json' }, body })
  const source = createdSourceSchema.parse(JSON.parse(created.text))
  secret = source.secret
  path = source.path
})
afterAll(async () => {
  await database.end()
  await server.stop()
})

interface Sending {
  id?: string
  headers?: Record<string, string>
  /** Absent = the path of the source. */
  to?: string
}

/** As Debezium Server's HTTP sink does: signed as Standard Webhooks, a new message id whenever it is started anew. */
function send(body: string | Buffer, { id = 'msg_1', headers = {}, to = path }: Sending = {}): Promise<RawAnswer> {
  const at = new Date()
  const sent = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, at, body.toString()),
    ...headers,
  }
  return sendRaw(server.url + to, { headers: sent, body })
}

function outcomesOf({ status, text }: RawAnswer): string[] {
  expect(status).toBe(202)
  return webhookAnswerSchema.parse(JSON.parse(text)).results.map(({ outcome }) => outcome)
}

async function eventsOf(type: string) {
  const answer = await fetch(`${server.url}/v1/events?type=${type}&limit=1000`)
  return z.object({ events: z.array(storedEventSchema) }).parse(await answer.json()).events
}

function change(table: string, sku: string, more: object = {}) {
  const source = {
    version: '3.6.1.Final',
    connector: 'postgresql',
    name: 'erp',
    ts_ms: Date.parse('2026-11-23T11:59:00.250Z'),
    snapshot: 'false',
    db: 'shop',
    sequence: '["34131000","34131104"]',
    schema: 'public',
    table,
    txId: 601,
    lsn: 34_131_104,
    xmin: null,
  }
  return { before: null, after: { sku, price: 12.5 }, source, op: 'c', ts_ms: Date.now(), transaction: null, ...more }
}

describe('a change event', () => {
  test('is stored with its row, its key and the time of its commit', async () => {
    expect(outcomesOf(await send(JSON.stringify(change('products', 'A-1'))))).toEqual(['stored'])
    expect(await eventsOf('public.products.created')).toMatchObject([
      {
        source: 'erp',
        subject: 'products/A-1',
        occurredAt: '2026-11-23T11:59:00.250Z',
        backfill: false,
        data: { op: 'c', after: { sku: 'A-1', price: 12.5 }, lsn: 34_131_104, key: { sku: 'A-1' } },
      },
    ])
  })

  test('sent again, also by a Debezium that was started anew, is stored once', async () => {
    const body = JSON.stringify(change('again', 'A-1'))
    const again = JSON.stringify([
      { schema: {}, payload: { ...change('again', 'A-1'), ts_ms: 1 } },
      change('again', 'A-2'),
    ])
    expect(outcomesOf(await send(body))).toEqual(['stored'])
    expect(outcomesOf(await send(body))).toEqual(['duplicate'])
    expect(outcomesOf(await send(again, { id: 'msg_2' }))).toEqual(['duplicate', 'stored'])
    expect(await eventsOf('public.again.created')).toHaveLength(2)
  })

  test('keeps every digit of a number on its way through the log', async () => {
    await send(JSON.stringify(change('exact', 'A-1')).replace('12.5', '12345678901234567890.123456789'))
    const { rows } = await database.query<{ data: string }>(
      "select data::text as data from events where type = 'public.exact.created'",
    )
    expect(rows[0]?.data).toContain('12345678901234567890.123456789')
  })

  test('rows of a snapshot in one array are history, 500 at a time', async () => {
    const rows = Array.from({ length: 501 }, (_, n) => change('stock', `A-${n}`, { op: 'r' }))
    expect(outcomesOf(await send(JSON.stringify(rows.slice(0, 500)))).every((outcome) => outcome === 'stored')).toBe(
      true,
    )
    const stored = await eventsOf('public.stock.read')
    expect([stored.length, stored.every(({ backfill }) => backfill)]).toEqual([500, true])
    expect((await send(JSON.stringify(rows))).status).toBe(422)
  })
})

describe('what is stored nowhere', () => {
  test.each([
    ['a tombstone', 'null'],
    ['nothing at all', ''],
    ['an empty array', '[]'],
    ['a heartbeat', '{"ts_ms":1763899140250}'],
    ['the border of a transaction', '{"status":"END","id":"601:1","event_count":2,"data_collections":[],"ts_ms":1}'],
  ])('%s is accepted, so that Debezium goes on', async (_case, body) => {
    const head = await server.log.head()
    expect(outcomesOf(await send(body))).toEqual([])
    expect(await server.log.head()).toBe(head)
  })
})

describe('what is refused', () => {
  test('another signature, no signature, another source, another door', async () => {
    const body = JSON.stringify(change('refused', 'A-1'))
    const answers = await Promise.all([
      send(body, { headers: { 'webhook-signature': 'v1,AAAA' } }),
      send(body, { headers: { 'webhook-signature': '' } }),
      send(body, { to: '/v1/debezium/nobody' }),
      send(body, { to: '/v1/webhooks/erp' }),
    ])
    const codes = answers.map(({ text }) => problemSchema.parse(JSON.parse(text)).code)
    expect(codes).toEqual(['invalid-signature', 'missing-signature', 'unknown-source', 'unknown-source'])
    expect(await eventsOf('public.refused.created')).toEqual([])
  })

  test('one that is no record refuses no other of its array, and is kept', async () => {
    const answer = await send(JSON.stringify([change('mixed', 'A-1'), 'x', null, change('mixed', 'A-2')]))
    expect(outcomesOf(answer)).toEqual(['stored', 'invalid', 'stored'])
  })

  test('one alone that cannot be stored is kept, and Debezium goes on', async () => {
    const unstorable = JSON.stringify(change('unstorable', 'A-1')).replace('A-1', String.raw`A\u0000`)
    expect(outcomesOf(await send(unstorable))).toEqual(['invalid'])
    const { rows } = await database.query<{ body: string; errors: unknown }>(
      "select convert_from(body, 'UTF8') as body, errors from quarantined_requests where source = 'erp' order by id desc limit 1",
    )
    expect(rows).toMatchObject([{ body: unstorable, errors: [{ pointer: '#/after/sku' }] }])
  })

  test('what is no JSON is answered with a problem', async () => {
    expect(problemSchema.parse(JSON.parse((await send('{')).text)).code).toBe('malformed-json')
  })

  test('the bodies may be larger than those of other doors', async () => {
    const notes = 'x'.repeat(10_000)
    const rows = (count: number) =>
      JSON.stringify(Array.from({ length: count }, (_, n) => change('large', `A-${n}`, { after: { sku: n, notes } })))
    expect(outcomesOf(await send(rows(200)))).toHaveLength(200)
    expect((await send(rows(450))).status).toBe(413)
  })
})

describe('whatever arrives, signed or not', () => {
  const words = fc.constantFrom<unknown>(
    'c',
    'r',
    'm',
    'x',
    '__debezium_unavailable_value',
    '\u0000',
    '\ud800',
    1e300,
    -1,
    'true',
    1e21,
  )
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof(
      { maxDepth: 4 },
      words,
      fc.jsonValue({ maxDepth: 1 }),
      fc.array(tie('json'), { maxLength: 4 }),
      fc.dictionary(
        fc.constantFrom(
          ...'op source before after payload schema table db lsn ts_ms id name status __proto__ message prefix'.split(
            ' ',
          ),
        ),
        tie('json'),
        { maxKeys: 8 },
      ),
    ),
  }))
  const record = fc.record({
    op: words,
    source: fc.dictionary(fc.constantFrom('table', 'db', 'lsn', 'ts_ms', 'name'), json),
    after: json,
  })
  const body = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc.oneof(json, record, fc.array(record, { maxLength: 4 })).map((value) => Buffer.from(JSON.stringify(value))),
  )
  const headers = fc.dictionary(
    fc.constantFrom('content-type', 'x-debezium-key', 'webhook-timestamp', 'content-encoding', 'webhook-id'),
    fc.oneof(
      fc.string({ maxLength: 40 }),
      fc.constantFrom('application/json', 'gzip', 'eyJpZCI6MX0=', '{"payload":{}}'),
    ),
    { maxKeys: 2 },
  )

  test('is answered 202 or with a problem that blames the request, and the server lives on', async () => {
    const statuses = new Set<number>()
    await fc.assert(
      fc.asyncProperty(body, fc.oneof(fc.constant({}), headers), async (bytes, more) => {
        // A body that is not UTF-8 cannot be signed by the library: its signature does not fit, which is an answer too.
        const { status } = await send(bytes, { headers: more })
        statuses.add(status)
        expect(status === 202 || (status >= 400 && status < 500)).toBe(true)
      }),
      { numRuns: 400 },
    )
    expect([...statuses]).toEqual(expect.arrayContaining([202, 400, 401, 415]))
    expect(outcomesOf(await send(JSON.stringify(change('alive', 'A-1'))))).toEqual(['stored'])
  })
})
