import pg from 'pg'
import { afterAll, expect, test, vi } from 'vitest'
import { problemSchema } from '#contract/problem.ts'
import type { RecipientAnswer } from '#contract/recipients.ts'
import { recipientListSchema, recipientSchema } from '#contract/recipients.ts'
import type { Role } from '#contract/role-names.ts'
import { roleSchema } from '#contract/role.ts'
import { everybody, startEventServer } from './testing/event-server.ts'
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
  identify: ({ headers }) => {
    const role = roleSchema.safeParse(headers.authorization).data
    if (role === undefined) return Promise.resolve(everybody)
    return Promise.resolve({ id: `id-of-${role}`, name: role, kind: 'person', roles: [role] })
  },
  logger: silentLogger,
})
afterAll(() => server.stop())
const database = new pg.Client({ connectionString: databaseUrl })
await database.connect()
afterAll(() => database.end())

/** @param as absent = somebody with all roles */
async function request(
  method: string,
  path: string,
  body?: object,
  as?: Role,
): Promise<{ status: number; text: string }> {
  const answer = await fetch(server.url + path, {
    method,
    headers: { ...(body && { 'content-type': 'application/json' }), ...(as && { authorization: as }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  return { status: answer.status, text: await answer.text() }
}

async function listed(): Promise<RecipientAnswer[]> {
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
  expect(await listed()).toEqual([
    { ...body, channel: 'mail', language: 'en', digestAt: null, topics: ['alerts'], resting: [] },
  ])
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

test('nobody has anybody told of what is closed to them, and who put whom on the list is kept', async () => {
  await database.query(
    `insert into users (id, name, email, roles) values ('id-of-sales', 'Rep', 'rep@shop.example', '{sales}')`,
  )
  const ways = [
    ['/v1/recipients', { address: 'rep@shop.example', name: 'Rep' }],
    ['/v1/recipients/browsers', { ...pushes.subscribe(), name: 'Phone' }],
  ] as const
  for (const [path, body] of ways) {
    for (const [as, topics, needed] of [
      ['sales', ['meetings', 'alerts'], 'view:stock'],
      ['supply', ['alerts', 'meetings'], 'view:meetings'],
      ['data', undefined, 'view:stock'],
    ] as const) {
      const refused = problemSchema.parse(JSON.parse((await request('POST', path, { ...body, topics }, as)).text))
      expect(refused).toMatchObject({ code: 'forbidden', detail: expect.stringContaining(needed) as string })
    }
    expect((await request('POST', path, { ...body, topics: ['meetings', 'sources'] }, 'sales')).status).toBe(201)
  }
  const { rows } = await database.query('select added_by_id as by from recipients')
  expect(rows).toEqual([{ by: 'id-of-sales' }, { by: 'id-of-sales' }])
  await database.query('delete from recipients')
})

test('the list says of which topics nobody is told, since whoever chose them may see them no longer', async () => {
  await database.query(
    `insert into users (id, name, email, roles, is_persona) values
      ('moves', 'Moves', 'moves@shop.example', '{sales,supply}', false),
      ('persona', 'Persona', 'persona@shop.example', '{admin}', true)`,
  )
  await database.query(
    `insert into recipients (address, name, language, time_zone, since_position, topics, added_by_id)
    select by || '@desk.example', by, 'en', 'Europe/Paris', 0, '{alerts,meetings}', nullif(by, 'terminal')
    from unnest('{moves,persona,gone,terminal}'::text[]) by`,
  )
  const resting = async () => Object.fromEntries((await listed()).map(({ name, resting: of }) => [name, of]))
  const all = ['alerts', 'meetings']
  expect(await resting()).toEqual({ moves: [], persona: all, gone: all, terminal: [] })
  await database.query(`update users set roles = '{sales}' where id = 'moves'`)
  expect(await resting()).toEqual({ moves: ['alerts'], persona: all, gone: all, terminal: [] })
  await database.query('delete from recipients')
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
