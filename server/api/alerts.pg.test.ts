import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Pool } from 'pg'
import pg from 'pg'
import { eventResultSchema } from '#contract/api.ts'
import { problemSchema } from '#contract/problem.ts'
import { createPool } from '../db/pool.ts'
import type { EventServer } from '../event-server.ts'
import { testDatabase } from '../testing/database.ts'
import { silentLogger } from '../testing/log-fixture.ts'
import { giveAlert } from '../testing/stock-tables.ts'
import { startServer } from '../testing/tracking-server.ts'

const { url } = await testDatabase()
let id = ''
let tests = 0
let server: EventServer
let pool: Pool
let letGo: () => Promise<void>

beforeAll(async () => {
  server = await startServer(url)
  pool = createPool({ databaseUrl: url, logger: silentLogger, name: 'test', max: 2 })
  letGo = await holdStock()
})
afterAll(async () => {
  await letGo()
  await pool.end()
  await server.stop()
})

/** Nothing is folded into stock: alerts are what a test has given, however soon after each other it asks. */
async function holdStock(): Promise<() => Promise<void>> {
  // Of its own: one of a pool may not hold a lock for long.
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query("begin; select from checkpoints where projection = 'stock' for update")
  return () => client.end()
}

beforeEach(async () => {
  id = `BRM 1182/M@rennes:out:${4702 + tests++}`
  await pool.query('truncate stock_alerts')
})

interface Asking {
  of?: string
  body?: object
  key?: string
}

function ask(verb: string, { of = id, body, key }: Asking = {}): Promise<Response> {
  return fetch(`${server.url}/v1/alerts/${encodeURIComponent(of)}/${verb}`, {
    method: 'POST',
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(key !== undefined && { 'idempotency-key': key }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
}

async function done(verb: string, asking?: Asking) {
  const answer = await ask(verb, asking)
  const text = await answer.text()
  expect(answer.status, text).toBe(200)
  return eventResultSchema.parse(JSON.parse(text))
}

async function refused(verb: string, asking?: Asking) {
  return problemSchema.parse(await (await ask(verb, asking)).json())
}

async function eventAt(position: string | undefined) {
  const { rows } = await pool.query<{ type: string; source: string; data: unknown }>(
    'select type, source, data from events where position = $1',
    [position],
  )
  return rows[0]
}

const by = { id: 'built-in', name: 'Viewer' }
const until = () => new Date(Date.now() + 3_600_000).toISOString()

test('each verb appends its event, by whoever asked, and answers once it is in the log', async () => {
  await giveAlert(pool, { id, sku: 'BRM 1182/M', place: 'rennes' })
  const quietUntil = until()
  const karim = { id: 'karim', name: 'Karim' }
  for (const [verb, body, type, data] of [
    ['acknowledge', undefined, 'alert.acknowledged', {}],
    ['assign', { assignee: karim }, 'alert.assigned', { assignee: karim }],
    ['snooze', { until: quietUntil }, 'alert.snoozed', { until: quietUntil }],
    ['comment', { text: ' The lorry is late. ' }, 'alert.commented', { text: 'The lorry is late.' }],
  ] as const) {
    const { outcome, position } = await done(verb, body && { body })
    expect([verb, outcome]).toEqual([verb, 'stored'])
    expect(await eventAt(position)).toEqual({ type, source: 'vigie', data: { alert: id, by, ...data } })
  }
})

test('an alert that somebody has is given back', async () => {
  await giveAlert(pool, { id, sku: 'BRM 1182/M', place: 'rennes', state: 'acknowledged', takenBy: 'Karim' })
  const { position } = await done('reopen')
  expect(await eventAt(position)).toMatchObject({ type: 'alert.reopened', data: { alert: id, by } })
})

test('the same request again is one event: by what it asks for, or by its key', async () => {
  await giveAlert(pool, { id, sku: 'BRM 1182/M', place: 'rennes' })
  const first = await done('comment', { body: { text: 'Called.' } })
  expect(await done('comment', { body: { text: 'Called.' } })).toEqual({ id: first.id, outcome: 'duplicate' })
  expect(await done('comment', { body: { text: 'Called again.' } })).toMatchObject({ outcome: 'stored' })

  const keyed = { body: { text: 'Called.' }, key: 'press-1' }
  const { id: eventId } = await done('comment', keyed)
  await pool.query('update stock_alerts set position = position + 1')
  expect(await done('comment', keyed)).toEqual({ id: eventId, outcome: 'duplicate' })
  expect(await done('comment', { body: { text: 'Called.' } })).toMatchObject({ outcome: 'stored' })
})

test('what changes nothing is no event', async () => {
  await giveAlert(pool, { id, sku: 'BRM 1182/M', place: 'rennes' })
  expect(await done('reopen')).toMatchObject({ outcome: 'duplicate' })
  expect(await done('assign', { body: { assignee: null } })).toMatchObject({ outcome: 'duplicate' })
})

test('an alert whose silence has passed is still that of who has it', async () => {
  const past = { state: 'snoozed', snoozedUntil: new Date(Date.now() - 1000) } as const
  await giveAlert(pool, { id, sku: 'BRM 1182/M', place: 'rennes', ...past, takenBy: 'Karim' })
  expect(await refused('acknowledge')).toMatchObject({ status: 409, detail: 'Karim has this alert already' })
  expect(await done('reopen')).toMatchObject({ outcome: 'stored' })
})

test('what somebody else has, or what is closed, is a conflict that says so', async () => {
  await giveAlert(pool, { id, sku: 'BRM 1182/M', place: 'rennes', state: 'acknowledged', takenBy: 'Karim' })
  await giveAlert(pool, { id: 'closed', sku: 'x', place: 'rennes', state: 'closed', closedAt: new Date() })
  expect(await refused('acknowledge')).toMatchObject({ code: 'conflict', detail: 'Karim has this alert already' })
  expect(await refused('acknowledge', { of: 'closed' })).toMatchObject({ code: 'conflict' })
  expect(await refused('comment', { of: 'closed', body: { text: 'x' } })).toMatchObject({ code: 'conflict' })
})

test('what the tables of stock, made anew, have not come to yet is not said to be nothing', async () => {
  await giveAlert(pool, { id, sku: 'BRM 1182/M', place: 'rennes' })
  const { position } = await done('comment', { body: { text: 'on its way' } })
  expect(await refused('acknowledge', { of: `BRM@rennes:out:${position}` })).toMatchObject({ code: 'unavailable' })
  expect(await refused('acknowledge', { of: 'BRM@rennes:out:0' })).toMatchObject({ code: 'not-found' })
})

test('what is no alert, and what no verb takes, is refused with a pointer', async () => {
  expect(await refused('acknowledge', { of: 'nobody' })).toMatchObject({ code: 'not-found' })
  expect(await refused('acknowledge', { of: `A@b:out:${'9'.repeat(30)}` })).toMatchObject({ code: 'not-found' })
  await giveAlert(pool, { id, sku: 'BRM 1182/M', place: 'rennes' })
  for (const [verb, body, pointer] of [
    ['snooze', { until: '2020-01-01T00:00:00Z' }, '#/until'],
    ['snooze', {}, '#/until'],
    ['comment', { text: '  ' }, '#/text'],
    ['assign', {}, '#/assignee'],
  ] as const) {
    expect(await refused(verb, { body })).toMatchObject({ code: 'invalid-request', errors: [{ pointer }] })
  }
})
