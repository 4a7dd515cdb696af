import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createdSourceSchema, webhookAnswerSchema } from '#contract/api.ts'
import { eventDetailsSchema } from '#contract/event-details.ts'
import { problemSchema } from '#contract/problem.ts'
import type { EventServer } from '../event-server.ts'
import { startEventServer } from '../testing/event-server.ts'
import { testDatabase } from '../testing/database.ts'
import { newEvent, silentLogger } from '../testing/log-fixture.ts'

const { url: databaseUrl } = await testDatabase()
const database = new pg.Client({ connectionString: databaseUrl })
let server: EventServer
let secret: string

beforeAll(async () => {
  await database.connect()
  server = await startEventServer({
    databaseUrl,
    host: '127.0.0.1',
    port: 0,
    vigieSecret: 'secret of this installation',
    publicUrl: null,
    demo: false,
    logger: silentLogger,
  })
  const created = await post('/v1/sources', JSON.stringify({ slug: 'shop', kind: 'bearer' }), {})
  secret = createdSourceSchema.parse(await created.json()).secret
})
afterAll(async () => {
  await database.end()
  await server.stop()
})

function post(path: string, body: string, headers: Record<string, string>): Promise<Response> {
  return fetch(server.url + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body })
}

/** Sends through the real door. @returns the positions. */
async function send(body: string): Promise<string[]> {
  const answer = await post('/v1/webhooks/shop', body, { authorization: `Bearer ${secret}`, 'x-trace': 'abc' })
  return webhookAnswerSchema.parse(await answer.json()).results.map(({ position }) => position ?? 'none')
}

async function details(position: string) {
  return eventDetailsSchema.parse(await (await fetch(`${server.url}/v1/events/${position}`)).json())
}

function stored(position: string): Promise<unknown> {
  return expect
    .poll(async () => (await details(position)).touched.find(({ projection }) => projection === 'counters')?.state)
    .toBe('applied')
}

describe('GET /v1/events, newest first', () => {
  test('reads back from the head, and on from next', async () => {
    await server.log.append(['a', 'b', 'c'].map((id) => newEvent({ id, source: 'crm', subject: `case:${id}` })))
    const read = async (query: string): Promise<unknown> => (await fetch(`${server.url}/v1/events?${query}`)).json()
    const last = (await server.log.head()).toString()
    expect(await read('before=head&source=crm&limit=2')).toMatchObject({ events: [{ id: 'c' }, { id: 'b' }] })
    expect(await read(`before=${last}&source=crm&subject=case:*`)).toMatchObject({ events: [{ id: 'b' }, { id: 'a' }] })
    expect(await read('before=1')).toEqual({ events: [], next: '1' })
  })

  test.each([
    ['before=0.5', '#/before'],
    ['before=1&after=1', '#/before'],
    ['before=newest', '#/before'],
    ['type=*x', '#/type'],
    ['subject=%00', '#/subject'],
  ])('?%s is a problem that points at %s', async (query, pointer) => {
    const answer = await fetch(`${server.url}/v1/events?${query}`)
    expect(answer.status).toBe(400)
    expect(problemSchema.parse(await answer.json()).errors).toMatchObject([{ pointer }])
  })
})

describe('GET /v1/events/{position}', () => {
  test('answers the event, its request as it came but for the key, and the projections that have it', async () => {
    const body = '{ "id": "o1", "type": "order.placed",\n  "data": {"totalMinor": 8490} }'
    const [position = ''] = await send(body)
    await expect.poll(async () => (await details(position)).request.state).toBe('kept')
    await stored(position)

    const { event, request, touched } = await details(position)
    expect(event).toMatchObject({ position, source: 'shop', type: 'order.placed', data: { totalMinor: 8490 } })
    if (request.state !== 'kept') throw new Error('it was kept a moment ago')
    expect(request.request).toMatchObject({ method: 'POST', url: '/v1/webhooks/shop', body, bodyEncoding: 'utf8' })
    expect(request.request).toMatchObject({ isWhole: true, bodyBytes: body.length, from: position, to: position })
    expect(request.request.headers).toMatchObject({ authorization: '[not kept]', 'x-trace': 'abc' })
    expect(JSON.stringify(request)).not.toContain(secret)
    expect(touched).toContainEqual({
      projection: 'counters',
      state: 'applied',
      error: null,
      attempts: 0,
      views: expect.arrayContaining(['wall', 'events']),
    })
  })

  test('each event of a request has the same request, of which only the beginning is kept when it is large', async () => {
    const events = ['one', 'two'].map((id) => ({ id, type: 'page.viewed', data: { text: 'é'.repeat(20_000) } }))
    const [first = '', second = ''] = await send(JSON.stringify(events))
    await expect.poll(async () => (await details(second)).request.state).toBe('kept')
    const [a, b] = [(await details(first)).request, (await details(second)).request]
    expect(a).toEqual(b)
    if (b.state !== 'kept') throw new Error('it was kept a moment ago')
    expect(b.request).toMatchObject({ isWhole: false, from: first, to: second, bodyEncoding: 'utf8' })
    expect(b.request.body).not.toContain('\ufffd')
  })

  test('says that a request was not kept, and by whom an event was set aside', async () => {
    const { outcomes } = await server.log.append([newEvent({ id: 'old', receivedAt: Date.now() - 60_000 })])
    const position = outcomes[0]?.outcome === 'stored' ? outcomes[0].position.toString() : ''
    await stored(position)
    await database.query(
      `insert into set_aside_events (projection, position, error, attempts, set_aside_at)
       values ('counters', $1, 'no such column', 2, now())`,
      [position],
    )
    const { request, touched } = await details(position)
    expect(request).toEqual({ state: 'not-kept' })
    expect(touched).toContainEqual(
      expect.objectContaining({ projection: 'counters', state: 'set-aside', error: 'no such column', attempts: 2 }),
    )
  })

  test.each([
    ['999999999999999999', 404, 'not-found'],
    ['0', 404, 'not-found'],
    ['-1', 400, 'invalid-request'],
    ['head', 400, 'invalid-request'],
  ])('of %s is a problem', async (position, status, code) => {
    const answer = await fetch(`${server.url}/v1/events/${position}`)
    expect([answer.status, problemSchema.parse(await answer.json()).code]).toEqual([status, code])
  })
})
