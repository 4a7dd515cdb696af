import pg from 'pg'
import { afterAll, expect, test, vi } from 'vitest'
import { problemSchema } from '#contract/problem.ts'
import { recipientListSchema, recipientSchema } from '#contract/recipients.ts'
import { startEventServer } from './testing/event-server.ts'
import { testDatabase } from './testing/database.ts'
import { silentLogger } from './testing/log-fixture.ts'
import { PushInbox } from './testing/push-inbox.ts'
import { SmtpInbox } from './testing/smtp-inbox.ts'

/* A real event server tells of what opens, through a real mail server and a real push service on loopback. */

const { url: databaseUrl } = await testDatabase()
const inbox = await SmtpInbox.open()
afterAll(() => inbox[Symbol.asyncDispose]())
const pushes = await PushInbox.open()
afterAll(() => pushes[Symbol.asyncDispose]())
const server = await startEventServer({
  databaseUrl,
  host: '127.0.0.1',
  port: 0,
  vigieSecret: 'secret of this installation',
  publicUrl: null,
  demo: false,
  mail: { smtpUrl: inbox.url, from: 'vigie@shop.example' },
  pushHosts: [pushes.host],
  logger: silentLogger,
})
afterAll(() => server.stop())
const database = new pg.Client({ connectionString: databaseUrl })
await database.connect()
afterAll(() => database.end())

async function request(method: string, path: string, body?: object): Promise<{ status: number; text: string }> {
  const answer = await fetch(server.url + path, {
    method,
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  return { status: answer.status, text: await answer.text() }
}

async function listed(): Promise<unknown[]> {
  const { text } = await request('GET', '/v1/recipients')
  const { canSend, recipients } = recipientListSchema.parse(JSON.parse(text))
  expect(canSend).toBe(true)
  return recipients
}

async function openAlert(sku: string, { isHistory }: { isHistory: boolean }): Promise<void> {
  await database.query(
    `insert into stock_alerts (id, sku, place, kind, state, opened_at, opened_position, is_history, position)
    values ($1, $2, 'lyon', 'out', 'open', now(), 1, $3, 1)`,
    [`${sku}@lyon:out:1`, sku, isHistory],
  )
}

test('an address is added once, in the company’s time zone if it says none, and removed', async () => {
  const night = { from: '21:00', until: '07:30' }
  const body = { address: 'night@shop.example', name: 'Night', quiet: night, timeZone: 'Asia/Tokyo' }
  expect((await request('POST', '/v1/recipients', body)).status).toBe(201)
  expect((await request('POST', '/v1/recipients', body)).status).toBe(409)
  expect((await request('POST', '/v1/recipients', { ...body, quiet: { from: '25:00', until: '07:30' } })).status).toBe(
    400,
  )
  expect((await request('POST', '/v1/recipients', { address: 'no address', name: 'Nobody' })).status).toBe(400)
  expect(await listed()).toEqual([{ ...body, channel: 'mail', language: 'en', digestAt: null, topics: ['alerts'] }])
  expect((await request('DELETE', '/v1/recipients/night@shop.example')).status).toBe(204)
  expect((await request('DELETE', '/v1/recipients/night@shop.example')).status).toBe(404)
  expect(await listed()).toEqual([])
})

test('a browser is added, changed and removed, and its endpoint is told to nobody', async () => {
  const subscription = pushes.subscribe()
  const add = (more: object) => request('POST', '/v1/recipients/browsers', { ...subscription, name: 'Phone', ...more })
  expect((await add({})).status).toBe(201)
  const { status, text } = await add({ digestAt: '08:00', language: 'fr' })
  expect(status).toBe(200)
  const { address } = recipientSchema.parse(JSON.parse(text))
  expect(await listed()).toMatchObject([{ address, channel: 'push', name: 'Phone', language: 'fr', digestAt: '08:00' }])
  expect((await request('GET', '/v1/recipients')).text).not.toContain(subscription.endpoint)
  expect((await request('DELETE', `/v1/recipients/${encodeURIComponent(address)}`)).status).toBe(204)
  expect(await listed()).toEqual([])
})

test.each([
  [{ endpoint: 'https://169.254.169.254/latest' }, '#/endpoint'],
  [{ endpoint: 'http://push.example.com/abc' }, '#/endpoint'],
  [{ keys: { p256dh: 'AAAA', auth: 'AAAA' } }, '#/keys'],
])('a browser whose %o is refused at %s', async (wrong, pointer) => {
  const body = { ...pushes.subscribe(), name: 'Phone', ...wrong }
  const answer = await request('POST', '/v1/recipients/browsers', body)
  expect(problemSchema.parse(JSON.parse(answer.text))).toMatchObject({
    code: 'invalid-request',
    errors: [{ pointer }],
  })
})

test('what opens is told through the mail server and the push service, each once, and history is not', async () => {
  expect((await request('POST', '/v1/recipients', { address: 'supply@shop.example', name: 'Supply' })).status).toBe(201)
  const phone = { ...pushes.subscribe(), name: 'Phone' }
  expect((await request('POST', '/v1/recipients/browsers', phone)).status).toBe(201)
  await openAlert('A', { isHistory: true })
  await openAlert('B', { isHistory: false })
  await vi.waitFor(() => expect([inbox.received.length, pushes.received.length]).toEqual([1, 1]), {
    timeout: 90_000,
    interval: 100,
  })
  expect(inbox.received[0]).toEqual({
    to: 'supply@shop.example',
    raw: expect.stringMatching(/From: vigie@shop\.example[^]*Subject: Out of stock: B, lyon/),
  })
  expect(pushes.received[0]?.text).toContain('Out of stock: B, lyon')
}, 120_000)
