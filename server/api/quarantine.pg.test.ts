import { createHmac } from 'node:crypto'
import pg from 'pg'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, test, onTestFinished } from 'vitest'
import { createdSourceSchema } from '#contract/api.ts'
import { storedEventSchema } from '#contract/event.ts'
import { problemSchema } from '#contract/problem.ts'
import type { RefusalStage } from '#contract/quarantine.ts'
import {
  discardAnswerSchema,
  quarantinedDetailSchema,
  quarantinePageSchema,
  replayAnswerSchema,
  replayManyAnswerSchema,
} from '#contract/quarantine.ts'
import type { EventServer } from '../event-server.ts'
import { startEventServer } from '../testing/event-server.ts'
import { testDatabase } from '../testing/database.ts'
import { signedRequest } from '../testing/signed-request.ts'
import { holdUntil } from '../testing/statements.ts'

const { url: databaseUrl } = await testDatabase()
const database = new pg.Client({ connectionString: databaseUrl })
await database.connect()
/** The server's clock: tests move it on. */
let now = Date.now() + 60_000
/** How many times longer than it does everything seems to the server to take. */
let slowness = 1
let server: EventServer

beforeAll(async () => {
  server = await startEventServer({
    databaseUrl,
    host: '127.0.0.1',
    port: 0,
    vigieSecret: 'secret of this installation',
    publicUrl: null,
    demo: false,
    logger: pino({ level: 'silent' }),
    clock: { now: () => now, monotonic: () => performance.now() * slowness },
  })
})
afterAll(async () => {
  await database.end()
  await server.stop()
})

function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return fetch(server.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: text,
  })
}

async function createSource(source: object): Promise<string> {
  const response = await post('/v1/sources', source)
  expect(response.status).toBe(201)
  return createdSourceSchema.parse(await response.json()).secret
}

/** Sends a body to a source and resolves when its refusal is in the quarantine. */
async function sendRefused(slug: string, body: string, secret: string, id = 'msg_1'): Promise<string> {
  const refused = server.telemetry.once('door.refused', ({ source }) => source === slug)
  const response = await fetch(`${server.url}/v1/webhooks/${slug}`, signedRequest({ body, secret, id, at: now }))
  await refused
  await response.arrayBuffer()
  return idOfNewest(slug)
}

async function idOfNewest(slug: string): Promise<string> {
  const page = await list(`source=${slug}&limit=1`)
  const [newest] = page.requests
  if (!newest) throw new Error(`nothing of ${slug} is in the quarantine`)
  return newest.id
}

async function list(query: string) {
  return quarantinePageSchema.parse(await (await fetch(`${server.url}/v1/quarantine?${query}`)).json())
}

async function read(id: string) {
  return quarantinedDetailSchema.parse(await (await fetch(`${server.url}/v1/quarantine/${id}`)).json())
}

async function replay(id: string, mended?: string) {
  const response = await post(`/v1/quarantine/${id}/replay`, mended === undefined ? {} : { body: mended })
  expect(response.status).toBe(200)
  return replayAnswerSchema.parse(await response.json())
}

async function codeOf(response: Response): Promise<string> {
  return `${response.status} ${problemSchema.parse(await response.json()).code}`
}

async function eventsOf(slug: string) {
  const { rows } = await database.query<{ id: string; received_at: Date; data: unknown }>(
    'select id, received_at, data from events where source = $1 order by position',
    [slug],
  )
  return rows.map(({ id, received_at: receivedAt, data }) => ({ id, receivedAt: receivedAt.getTime(), data }))
}

async function totalOf(slug: string, stage: RefusalStage) {
  const { totals } = await list('limit=1')
  return totals.find((total) => total.source === slug && total.stage === stage)
}

describe('a request whose body was refused', () => {
  test('is shown with its reason, as it came', async () => {
    const secret = await createSource({ slug: 'shown' })
    const id = await sendRefused('shown', '{"type":"a b"}', secret)
    const detail = await read(id)
    expect(detail).toMatchObject({ source: 'shown', stage: 'schema', state: 'open', code: 'invalid-event' })
    expect(detail).toMatchObject({ body: '{"type":"a b"}', bodyEncoding: 'utf8', bodyBytes: 14, isMendable: true })
    expect(detail.errors).toMatchObject([{ pointer: '#/type' }])
    expect(detail.headers['webhook-id']).toBe('msg_1')
    // Refusals are counted in bundles.
    await expect.poll(() => totalOf('shown', 'schema')).toMatchObject({ open: 1, refusedLastDay: 1, dropped: 0 })
  })

  test('says what is wrong in words for whoever mends it', async () => {
    const secret = await createSource({ slug: 'worded' })
    const id = await sendRefused('worded', '{"type":"order.placed","data":{"totalMinor":"12.30"}}', secret)
    expect((await read(id)).errors).toEqual([{ pointer: '#/data/totalMinor', detail: 'must be a number' }])
  })

  test('is stored with its original id and time once its body is mended', async () => {
    const secret = await createSource({ slug: 'mended' })
    const receivedAt = now
    const id = await sendRefused('mended', '{"type":"order placed"}', secret, 'msg_mended')
    now += 3_600_000
    const answer = await replay(id, '{"type":"order.placed","data":{"totalMinor":1}}')
    expect(answer.request).toMatchObject({ state: 'replayed', resolvedAt: new Date(now).toISOString() })
    expect(answer.results).toMatchObject([{ id: 'msg_mended', outcome: 'stored' }])
    expect(await eventsOf('mended')).toEqual([{ id: 'msg_mended', receivedAt, data: { totalMinor: 1 } }])
    // Of what is no longer open there is a total once it is counted.
    await expect.poll(() => totalOf('mended', 'schema')).toMatchObject({ open: 0 })
  })

  test('stays open with the new reason when it fails again', async () => {
    const secret = await createSource({ slug: 'again' })
    const id = await sendRefused('again', '{"type":"a b"}', secret)
    expect((await replay(id)).request).toMatchObject({ state: 'open', code: 'invalid-event' })
    expect((await replay(id, '{')).request).toMatchObject({ state: 'open', code: 'malformed-json' })
    expect(await read(id)).toMatchObject({ state: 'open', code: 'malformed-json', body: '{"type":"a b"}' })
    expect(await eventsOf('again')).toEqual([])
  })

  test('is stored once, and answered twice, when two replay it at once', async () => {
    const secret = await createSource({ slug: 'twice' })
    const id = await sendRefused('twice', '{"type":"a b"}', secret)
    const release = holdUntil(2, (sql) => sql.includes(`set resolution = 'replayed'`))
    const answers = await Promise.all([replay(id, '{"type":"a.b"}'), replay(id, '{"type":"a.b"}')])
    release()
    expect(answers.map(({ request }) => request.state)).toEqual(['replayed', 'replayed'])
    expect(answers.flatMap(({ results }) => results.map(({ outcome }) => outcome)).toSorted()).toEqual([
      'duplicate',
      'stored',
    ])
    expect(await eventsOf('twice')).toHaveLength(1)
  })

  test('of several events adds those that were not stored', async () => {
    const secret = await createSource({ slug: 'part' })
    const id = await sendRefused('part', '[{"type":"a.b","id":"1"},{"type":"a b","id":"2"}]', secret)
    expect(await eventsOf('part')).toMatchObject([{ id: '1' }])
    expect((await read(id)).detail).toBe('1 of 2 events could not be stored')
    const { request, results } = await replay(id, '[{"type":"a.b","id":"1"},{"type":"a.c","id":"2"}]')
    expect(request.state).toBe('replayed')
    expect(results.map(({ outcome }) => outcome)).toEqual(['duplicate', 'stored'])
    expect(await eventsOf('part')).toMatchObject([{ id: '1' }, { id: '2' }])
  })

  test('that is no text is shown as base64', async () => {
    const secret = await createSource({ slug: 'bytes', kind: 'hmac', config: { header: 'x-sign' } })
    const bytes = Buffer.from([0x7b, 0xff])
    const headers = {
      'content-type': 'application/json',
      'x-sign': createHmac('sha256', secret).update(bytes).digest('hex'),
    }
    const response = await fetch(`${server.url}/v1/webhooks/bytes`, { method: 'POST', headers, body: bytes })
    expect(response.status).toBe(400)
    expect(await read(await idOfNewest('bytes'))).toMatchObject({ body: 'e/8=', bodyEncoding: 'base64' })
  })
})

describe('a request whose signature was refused', () => {
  test('is stored once the secret is mended, with the clock at its reception', async () => {
    const wrong = await createSource({ slug: 'other' })
    await createSource({ slug: 'unsigned' })
    const receivedAt = now
    const id = await sendRefused('unsigned', '{"type":"a.b"}', wrong, 'msg_s')
    expect(await read(id)).toMatchObject({ stage: 'signature', code: 'invalid-signature', isMendable: false })
    now += 24 * 3_600_000
    expect((await replay(id)).request).toMatchObject({ state: 'open', code: 'invalid-signature' })
    await post('/v1/sources/unsigned/rotate', { secret: wrong })
    expect((await replay(id)).request.state).toBe('replayed')
    expect(await eventsOf('unsigned')).toMatchObject([{ id: 'msg_s', receivedAt }])
  })

  test('takes no mended body, which nobody has signed', async () => {
    const wrong = await createSource({ slug: 'forged-by' })
    await createSource({ slug: 'forged' })
    const id = await sendRefused('forged', '{"type":"a.b"}', wrong)
    expect(await codeOf(await post(`/v1/quarantine/${id}/replay`, { body: '{"type":"a.c"}' }))).toBe(
      '400 invalid-request',
    )
    expect(await eventsOf('forged')).toEqual([])
  })

  test('may be mended once its signature is proven and its body still fails', async () => {
    const wrong = await createSource({ slug: 'both-by' })
    await createSource({ slug: 'both' })
    const id = await sendRefused('both', '{"type":"a b"}', wrong)
    await post('/v1/sources/both/rotate', { secret: wrong })
    expect((await replay(id)).request).toMatchObject({ stage: 'schema', code: 'invalid-event', state: 'open' })
    expect((await replay(id, '{"type":"a.b"}')).request.state).toBe('replayed')
  })

  test('keeps its reason where a key stood, which nothing can prove again, and says so once', async () => {
    await createSource({ slug: 'keyed', kind: 'bearer', secret: 'the key that is right' })
    const refused = server.telemetry.once('door.refused', ({ source }) => source === 'keyed')
    await post('/v1/webhooks/keyed', '{"type":"a.b"}', { authorization: 'Bearer something-else', 'webhook-id': '1' })
    await refused
    const id = await idOfNewest('keyed')
    expect(await read(id)).toMatchObject({ isReplayable: false, code: 'invalid-signature' })
    const { request } = await replay(id)
    expect(request).toMatchObject({ state: 'open', stage: 'signature', code: 'invalid-signature' })
    expect(request.detail).toMatch(
      /^the key is not a secret of this source; it cannot be replayed.*\(authorization\): have the request sent again$/,
    )
    expect((await replay(id)).request.detail).toBe(request.detail)
  })

  test('is proven again where a header beside its signature was not kept', async () => {
    const wrong = await createSource({ slug: 'proxied-by' })
    await createSource({ slug: 'proxied' })
    const signed = signedRequest({ body: '{"type":"a.b"}', secret: wrong, id: 'msg_p', at: now })
    const refused = server.telemetry.once('door.refused', ({ source }) => source === 'proxied')
    const headers = { ...signed.headers, authorization: 'Basic cHJveHk6cHJveHk=' }
    await (await fetch(`${server.url}/v1/webhooks/proxied`, { ...signed, headers })).arrayBuffer()
    await refused
    const id = await idOfNewest('proxied')
    expect(await read(id)).toMatchObject({ isReplayable: true })
    await post('/v1/sources/proxied/rotate', { secret: wrong })
    expect((await replay(id)).request.state).toBe('replayed')
  })
})

describe('a request whose source', () => {
  test('is gone stays open, and says what to do', async () => {
    const secret = await createSource({ slug: 'gone' })
    const id = await sendRefused('gone', '{"type":"a b"}', secret)
    await database.query("delete from sources where slug = 'gone'")
    expect((await replay(id, '{"type":"a.b"}')).request).toMatchObject({ state: 'open', code: 'unknown-source' })
  })

  test('is paused is stored all the same: somebody asks for it', async () => {
    const secret = await createSource({ slug: 'paused' })
    const id = await sendRefused('paused', '{}', secret)
    const patch = { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: '{"enabled":false}' }
    expect((await fetch(`${server.url}/v1/sources/paused`, patch)).status).toBe(200)
    expect((await replay(id, '{"type":"a.b"}')).request.state).toBe('replayed')
  })

  test('was made anew with another kind or secret is proven before it is stored', async () => {
    const secret = await createSource({ slug: 'anew' })
    const id = await sendRefused('anew', '{"type":"a b"}', secret)
    now += 60_000
    await database.query("delete from sources where slug = 'anew'")
    await createSource({ slug: 'anew', kind: 'shopify' })
    await database.query("update sources set created_at = $1 where slug = 'anew'", [new Date(now)])
    expect((await replay(id)).request).toMatchObject({ state: 'open', stage: 'signature', code: 'missing-signature' })
    expect(await eventsOf('anew')).toEqual([])
  })
})

describe('replaying many', () => {
  test('goes on where the call before ended, oldest first, and counts', async () => {
    const wrong = await createSource({ slug: 'many-by' })
    await createSource({ slug: 'many' })
    const ids: string[] = []
    for (const type of ['a.1', 'a 2', 'a.3', 'a.4', 'a.5']) {
      ids.push(await sendRefused('many', `{"type":"${type}"}`, wrong, `msg_${type.at(-1)}`))
    }
    await post('/v1/sources/many/rotate', { secret: wrong })
    const call = async (body: object) =>
      replayManyAnswerSchema.parse(await (await post('/v1/quarantine/replay', body)).json())
    const filter = { source: 'many', stage: 'signature', limit: 3 }
    expect(await call(filter)).toEqual({ replayed: 2, stillOpen: 1, eventsStored: 2, next: ids[2] })
    expect(await call({ ...filter, after: ids[2] })).toEqual({ replayed: 2, stillOpen: 0, eventsStored: 2, next: null })
    expect((await eventsOf('many')).map(({ id }) => id)).toEqual(['msg_1', 'msg_3', 'msg_4', 'msg_5'])
    expect(await call({ source: 'many' })).toEqual({ replayed: 0, stillOpen: 1, eventsStored: 0, next: null })
  })

  test('tries one at least, however long it took to list them', async () => {
    const secret = await createSource({ slug: 'slow' })
    const ids = [
      await sendRefused('slow', '{"type":"a 1"}', secret, 'msg_1'),
      await sendRefused('slow', '{"type":"a 2"}', secret, 'msg_2'),
    ]
    const call = async (body: object) =>
      replayManyAnswerSchema.parse(await (await post('/v1/quarantine/replay', body)).json())
    slowness = 1_000_000
    onTestFinished(() => void (slowness = 1))
    expect(await call({ source: 'slow' })).toEqual({ replayed: 0, stillOpen: 1, eventsStored: 0, next: ids[0] })
    expect(await call({ source: 'slow', after: ids[0] })).toEqual({
      replayed: 0,
      stillOpen: 1,
      eventsStored: 0,
      next: null,
    })
  })
})

describe('the list', () => {
  test('is newest first, in pages and by filter', async () => {
    const secret = await createSource({ slug: 'pages' })
    const ids: string[] = []
    for (let index = 0; index < 3; index++) ids.push(await sendRefused('pages', '{}', secret, `msg_${index}`))
    const first = await list('source=pages&limit=2')
    expect(first.requests.map(({ id }) => id)).toEqual([ids[2], ids[1]])
    const second = await list(`source=pages&limit=2&before=${first.next}`)
    expect(second).toMatchObject({ requests: [{ id: ids[0] }], next: null })
    expect((await list('source=pages&stage=signature')).requests).toEqual([])
    await post(`/v1/quarantine/${ids[0]}/discard`, {})
    expect((await list('source=pages&state=open')).requests).toHaveLength(2)
    expect((await list('source=pages&state=discarded')).requests).toMatchObject([{ id: ids[0] }])
  })

  test.each(['stage=none', 'state=gone', 'before=x', 'limit=0', 'source=A%00'])('refuses %s', async (query) => {
    expect(await codeOf(await fetch(`${server.url}/v1/quarantine?${query}`))).toBe('400 invalid-request')
  })
})

describe('what is resolved', () => {
  test('can be neither replayed nor discarded once more', async () => {
    const secret = await createSource({ slug: 'resolved' })
    const id = await sendRefused('resolved', '{}', secret)
    const discarded = discardAnswerSchema.parse(await (await post(`/v1/quarantine/${id}/discard`, {})).json())
    expect(discarded).toMatchObject({ id, state: 'discarded' })
    expect(await codeOf(await post(`/v1/quarantine/${id}/discard`, {}))).toBe('409 conflict')
    expect(await codeOf(await post(`/v1/quarantine/${id}/replay`, {}))).toBe('409 conflict')
  })

  test.each(['999999999', '0', 'x', '%00'])('is not found or refused under the id %s', async (id) => {
    const codes = await Promise.all([
      codeOf(await fetch(`${server.url}/v1/quarantine/${id}`)),
      codeOf(await post(`/v1/quarantine/${id}/replay`, {})),
      codeOf(await post(`/v1/quarantine/${id}/discard`, {})),
    ])
    expect(new Set(codes).size).toBe(1)
    expect(codes[0]).toMatch(/^40[04] /)
  })
})

test('events of a replay read like any other', async () => {
  const response = await fetch(`${server.url}/v1/events?source=mended&limit=1000`)
  const { events } = (await response.json()) as { events: unknown[] } // as the API answers
  expect(storedEventSchema.parse(events[0])).toMatchObject({ id: 'msg_mended', type: 'order.placed' })
})

test('refusals and what is open are metrics of the source, and strangers make none', async () => {
  const secret = await createSource({ slug: 'measured' })
  await sendRefused('measured', '{}', secret)
  await post('/v1/webhooks/nobody-knows-me', '{}')
  const metrics = await (await fetch(`${server.url}/metrics`)).text()
  expect(metrics).toContain('vigie_door_refusals_total{source="measured",stage="schema"} 1')
  expect(metrics).toContain('vigie_quarantine_open{source="measured"} 1')
  expect(metrics).not.toContain('nobody-knows-me')
})
