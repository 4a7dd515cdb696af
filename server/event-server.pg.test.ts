import { readFile } from 'node:fs/promises'
import { Writable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import pg from 'pg'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import * as z from 'zod'
import { createdSourceSchema, tryTicketSchema, webhookAnswerSchema } from '#contract/api.ts'
import { problemSchema } from '#contract/problem.ts'
import { viewSnapshotSchema } from '#contract/view.ts'
import { wallRowSchema } from '#contract/views/wall.ts'
import type { EventServer } from './event-server.ts'
import { startEventServer } from './testing/event-server.ts'
import { generateSecret } from './ingest/standard-webhooks.ts'
import { testDatabase } from './testing/database.ts'
import { newEvent } from './testing/log-fixture.ts'
import { makeItNoon } from './testing/noon.ts'
import { signedRequest } from './testing/signed-request.ts'

const { url: databaseUrl } = await testDatabase()
await makeItNoon(databaseUrl)
const database = new pg.Client({ connectionString: databaseUrl })
await database.connect()
const logged: string[] = []
const logger = pino(
  { level: 'trace' },
  new Writable({
    write(line: Buffer, _encoding, done) {
      logged.push(line.toString())
      done()
    },
  }),
)
const secret = generateSecret()
let server: EventServer

beforeAll(async () => {
  server = await startEventServer({
    databaseUrl,
    host: '127.0.0.1',
    port: 0,
    vigieSecret: 'secret of this installation',
    publicUrl: null,
    demo: false,
    logger,
  })
  await post('/v1/sources', { slug: 'shop', secret })
})
afterAll(async () => {
  await database.end()
  await server.stop()
})

function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(server.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}

interface Sending {
  path?: string
  headers?: Record<string, string | undefined>
  /** Sent instead of the signed body. */
  body?: string | Uint8Array<ArrayBuffer>
  at?: number
  secret?: string
  id?: string
}

/** Sends a signed body to the door of `shop`, with what the test changes about it. */
function send(
  signedBody: string,
  { path = '/v1/webhooks/shop', headers = {}, body, ...signing }: Sending = {},
): Promise<Response> {
  const request = signedRequest({ body: signedBody, secret, ...signing })
  const changed = Object.entries({ ...request.headers, ...headers }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  )
  return fetch(server.url + path, { ...request, headers: changed, body: body ?? request.body })
}

async function problemOf(response: Response) {
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  const problem = problemSchema.parse(await response.json())
  expect(problem.status).toBe(response.status)
  return problem
}

describe('the webhook door', () => {
  test('one event is stored, and a retry of the same request is a duplicate', async () => {
    const body = JSON.stringify({
      type: 'order.placed',
      subject: 'order/1',
      data: { totalMinor: 8490, currency: 'EUR' },
    })
    const first = await send(body, { id: 'msg_first' })
    expect(first.status).toBe(202)
    expect(webhookAnswerSchema.parse(await first.json()).results).toMatchObject([
      { id: 'msg_first', outcome: 'stored' },
    ])
    const again = webhookAnswerSchema.parse(await (await send(body, { id: 'msg_first' })).json())
    expect(again.results).toEqual([{ id: 'msg_first', outcome: 'duplicate' }])
  })

  test('an array has an outcome per event, the bad ones with pointers', async () => {
    const response = await send(
      JSON.stringify([
        { type: 'a.b', id: 'ok-1' },
        { type: 'a b', id: 'bad' },
        { type: 'a.b', id: 'ok-1' },
      ]),
    )
    expect(response.status).toBe(202)
    const { results } = webhookAnswerSchema.parse(await response.json())
    expect(results.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
      'ok-1 stored',
      'bad invalid',
      'ok-1 duplicate',
    ])
    expect(results[1]?.errors).toMatchObject([{ pointer: '#/1/type' }])
  })

  test('numbers keep every digit they were written with', async () => {
    const data = '{"id":12345678901234567890,"ratio":1e400,"price":10.10,"plain":7}'
    const response = await send(`{"type":"a.b","id":"digits","data":${data}}`)
    expect(response.status).toBe(202)
    const { rows } = await database.query<{ data: string }>("select data::text as data from events where id = 'digits'")
    expect(rows).toEqual([{ data }])
  })

  test('a gzipped body is taken; the signature is over the body before compression', async () => {
    const body = JSON.stringify({ type: 'a.b' })
    const response = await send(body, { body: new Uint8Array(gzipSync(body)), headers: { 'content-encoding': 'gzip' } })
    expect(response.status).toBe(202)
  })

  const valid = JSON.stringify({ type: 'a.b' })
  const deep = `{"type":"a.b","data":${'{"a":'.repeat(40)}1${'}'.repeat(40)}}`
  const bomb = JSON.stringify({ type: 'a.b', data: { zeros: '0'.repeat(9_000_000) } })
  test.each<[string, string, number, string, Sending]>([
    ['an unknown source', 'unknown-source', 404, valid, { path: '/v1/webhooks/nobody' }],
    ['no signature', 'missing-signature', 401, valid, { headers: { 'webhook-signature': undefined } }],
    ['a bad signature', 'invalid-signature', 401, valid, { secret: generateSecret() }],
    ['an old timestamp', 'timestamp-out-of-range', 401, valid, { at: Date.now() - 301_000 }],
    ['malformed JSON', 'malformed-json', 400, '{"type":', {}],
    ['a wrong shape', 'invalid-event', 422, '{"kind":"a.b"}', {}],
    ['too many events', 'too-many-events', 422, JSON.stringify(Array(501).fill({ type: 'a.b' })), {}],
    [
      'a body over 1 MB',
      'payload-too-large',
      413,
      JSON.stringify({ type: 'a.b', data: { x: 'x'.repeat(1_048_576) } }),
      {},
    ],
    [
      'a small body that inflates past its limit',
      'payload-too-large',
      413,
      bomb,
      { body: new Uint8Array(gzipSync(bomb)), headers: { 'content-encoding': 'gzip' } },
    ],
    ['a document that is too deep', 'too-deep', 422, deep, {}],
    ['another media type', 'unsupported-media-type', 415, valid, { headers: { 'content-type': 'text/plain' } }],
    ['another encoding', 'unsupported-content-encoding', 415, valid, { headers: { 'content-encoding': 'br' } }],
  ])('%s is refused as %s, %i, and stores nothing', async (_case, code, status, body, sending) => {
    const before = await server.log.head()
    const response = await send(body, sending)
    expect(response.status).toBe(status)
    expect((await problemOf(response)).code).toBe(code)
    expect(await server.log.head()).toBe(before)
  })

  test('during rotation the old and the new secret are both accepted', async () => {
    const created = createdSourceSchema.parse(await (await post('/v1/sources', { slug: 'rotating' })).json())
    const rotated = createdSourceSchema.parse(await (await post('/v1/sources/rotating/rotate', {})).json())
    expect(rotated.secret).not.toBe(created.secret)
    const path = '/v1/webhooks/rotating'
    expect((await send(valid, { path, secret: created.secret })).status).toBe(202)
    expect((await send(valid, { path, secret: rotated.secret })).status).toBe(202)
    expect((await send(valid, { path, secret })).status).toBe(401)
  })

  test('nothing logged holds a secret, a signature or a body', async () => {
    await send('{"type":"a.b","data":{"card":"4242-hidden"},}', { secret })
    await send(JSON.stringify({ type: 'a.b', data: { card: '4242-hidden' } }), { secret: generateSecret() })
    const everything = logged.join('')
    expect(everything).not.toContain('4242-hidden')
    expect(everything).not.toContain('whsec_')
    expect(everything).not.toContain('v1,')
  })
})

describe('the API', () => {
  test('the wall counts what the doors took', async () => {
    const applied = server.telemetry.once('projection.applied', ({ projection }) => projection === 'counters')
    const { results } = webhookAnswerSchema.parse(
      await (await send(JSON.stringify({ type: 'page.viewed', data: { title: 'Home' } }))).json(),
    )
    await applied
    await expect
      .poll(async () => {
        const snapshot = viewSnapshotSchema.parse(await (await fetch(`${server.url}/v1/views/wall`)).json())
        const rows = Object.values(snapshot.rows).map((row) => wallRowSchema.parse(row))
        const total = rows.find(({ kind }) => kind === 'total')
        expect(total).toMatchObject({ inFlight: 0, storedToday: Number(snapshot.position) })
        return snapshot.position
      })
      .toBe(results[0]?.position)
  })

  test('a try ticket is a signed request that the real door takes once', async () => {
    const ticket = tryTicketSchema.parse(await (await post('/v1/wall/try', {})).json())
    const press = () => fetch(server.url + ticket.path, { method: 'POST', headers: ticket.headers, body: ticket.body })
    expect(webhookAnswerSchema.parse(await (await press()).json()).results).toMatchObject([
      { id: ticket.eventId, outcome: 'stored' },
    ])
    expect(webhookAnswerSchema.parse(await (await press()).json()).results).toMatchObject([{ outcome: 'duplicate' }])
  })

  test('a source name that is taken is a conflict, a bad one is pointed at', async () => {
    expect((await problemOf(await post('/v1/sources', { slug: 'shop' }))).code).toBe('conflict')
    const problem = await problemOf(await post('/v1/sources', { slug: 'No Good', secret: 'short' }))
    expect(problem.errors).toMatchObject([{ pointer: '#/slug' }])
  })

  test('a page of another site can neither command nor read by another name', async () => {
    expect(
      (await problemOf(await post('/v1/sources', { slug: 'evil' }, { origin: 'https://evil.example.com' }))).code,
    ).toBe('forbidden')
    expect((await post('/v1/wall/try', {}, { origin: server.url })).status).toBe(200)
    const forwarded = await fetch(`${server.url}/v1/installation`, {
      headers: { 'x-forwarded-host': 'evil.example.com' },
    })
    expect((await problemOf(forwarded)).code).toBe('forbidden')
  })

  test('it says that it lives, that it is ready, and what it measured', async () => {
    expect((await fetch(`${server.url}/livez`)).status).toBe(200)
    expect(await (await fetch(`${server.url}/readyz`)).json()).toMatchObject({ status: 'pass' })
    const read = async () => (await fetch(`${server.url}/metrics`)).text()
    // Whether stock has folded anything by now is a matter of how busy the machine is.
    await expect.poll(read).toMatch(/^vigie_projection_position\{projection="stock"\} [1-9]/m)
    const metrics = await read()
    expect(metrics).toMatch(/^vigie_log_events_total\{outcome="stored"\} [1-9]/m)
    expect(metrics).toMatch(/^vigie_log_position [1-9]/m)
    expect(metrics).toMatch(/^vigie_source_last_event_timestamp_seconds\{source="shop"\} 1[0-9]{9}/m)
    expect(metrics).not.toContain('nobody')
  })

  test('every metric and everything that the server says of itself is in the manual', async () => {
    const read = (path: string) => readFile(new URL(path, import.meta.url), 'utf8')
    const manual = await read('../docs/operating.md')
    const metrics = await (await fetch(`${server.url}/metrics`)).text()
    const named = [...metrics.matchAll(/^# TYPE (vigie_(?!process_|nodejs_)\w+)/gm)]
    const said = [...(await read('./runtime/telemetry.ts')).matchAll(/^ {2}'([a-z.-]+)': \{/gm)]
    expect(named.length).toBeGreaterThan(20)
    expect(said.length).toBeGreaterThan(15)
    const missing = [...named, ...said].map(([, name]) => name).filter((name) => !manual.includes(`\`${name}\``))
    expect(missing).toEqual([])
  })

  test('it says when another version has migrated its database', async () => {
    const name = '20990101000000_future'
    const checks = async () =>
      z.looseObject({ status: z.string() }).parse(await (await fetch(`${server.url}/readyz`)).json())
    onTestFinished(async () => {
      await database.query('delete from _prisma_migrations where migration_name = $1', [name])
    })
    await database.query(
      `insert into _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       values ($1, '', $1, now(), 1)`,
      [name],
    )
    expect(await checks()).toMatchObject({ status: 'warn', checks: { 'postgres:migrations': [{ status: 'warn' }] } })
    await database.query('delete from _prisma_migrations where migration_name = $1', [name])
    expect(await checks()).toMatchObject({ status: 'pass' })
  })

  test('it is not ready while nothing can be stored, and is again once something was', async () => {
    const append = (id: string) =>
      server.log.append([newEvent({ id, source: 'probe', type: 'probe.sent', synthetic: true })])
    const checks = async () => z.looseObject({}).parse(await (await fetch(`${server.url}/readyz`)).json())
    await database.query(`
      create function refuse_key() returns trigger language plpgsql as $$
        begin raise exception 'no room' using errcode = 'disk_full'; end $$;
      create trigger refuse before insert on event_keys for each row execute function refuse_key()`)
    onTestFinished(async () => void (await database.query('drop function if exists refuse_key cascade')))
    await expect(append('refused')).rejects.toThrow('could not store')
    expect(await checks()).toMatchObject({ status: 'fail', checks: { 'log:append': [{ status: 'fail' }] } })
    await database.query('drop function refuse_key cascade')
    await append('taken')
    const writable = { 'log:append': [{ status: 'pass' }], 'postgres:writable': [{ status: 'pass' }] }
    expect(await checks()).toMatchObject({ status: 'pass', checks: writable })
  })

  test('what nothing answers is a problem too', async () => {
    expect((await problemOf(await fetch(`${server.url}/v1/nothing`))).code).toBe('not-found')
    expect((await problemOf(await fetch(`${server.url}/v1/views/nothing`))).code).toBe('unknown-view')
  })
})
