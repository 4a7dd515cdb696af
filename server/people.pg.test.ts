import pg from 'pg'
import { io } from 'socket.io-client'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import * as z from 'zod'
import type { CreatedInvitation, UserList } from '#contract/people.ts'
import { createdInvitationSchema, userListSchema, userSchema } from '#contract/people.ts'
import { createdTokenSchema } from '#contract/tokens.ts'
import { createPerson } from './api/sign-in/people.ts'
import { createPrisma } from './db/prisma.ts'
import { startEventServer } from './event-server.ts'
import { testDatabase } from './testing/database.ts'
import { silentLogger } from './testing/log-fixture.ts'
import { signInAs } from './testing/sign-in.ts'
import { SmtpInbox } from './testing/smtp-inbox.ts'

const vigieSecret = 'a secret of at least thirty-two characters'
const { url: databaseUrl } = await testDatabase()
const inbox = await SmtpInbox.open()
afterAll(() => inbox[Symbol.asyncDispose]())
const server = await startEventServer({
  databaseUrl,
  host: '127.0.0.1',
  port: 0,
  vigieSecret,
  publicUrl: 'http://vigie.internal',
  demo: false,
  mail: { smtpUrl: inbox.url, from: 'vigie@shop.example' },
  logger: silentLogger,
})
afterAll(() => server.stop())
const database = new pg.Client({ connectionString: databaseUrl })
await database.connect()
afterAll(() => database.end())
const prisma = createPrisma(databaseUrl)
afterAll(() => prisma.$disconnect())
const admin = await signInAs({ databaseUrl, vigieSecret, roles: ['admin'], name: 'Administrator' })
const password = 'correct horse battery staple'

/** What proves who asks. */
interface By {
  cookie?: string
  authorization?: string
}

interface Sent extends By {
  body?: unknown
}

function post(path: string, { body = {}, ...by }: Sent = {}): Promise<Response> {
  return fetch(server.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...by },
    body: JSON.stringify(body),
  })
}

async function invite(
  email: string,
  roles: readonly string[] = ['sales'],
  by: By = { cookie: admin.cookie },
): Promise<CreatedInvitation & { token: string }> {
  const answer = await post('/v1/invitations', { ...by, body: { email, roles } })
  expect(answer.status).toBe(201)
  const created = createdInvitationSchema.parse(await answer.json())
  return { ...created, token: new URL(created.path, server.url).searchParams.get('token') ?? '' }
}

async function list(): Promise<UserList> {
  const answer = await fetch(`${server.url}/v1/users`, { headers: { cookie: admin.cookie } })
  return userListSchema.parse(await answer.json())
}

async function me(cookie: string): Promise<unknown> {
  return (await fetch(`${server.url}/v1/me`, { headers: { cookie } })).json()
}

function cookieOf(answer: Response): string {
  return answer.headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
}

/** @returns what resolves when the socket of this cookie is refused a topic, or cut. */
async function watch(cookie: string, topic: string): Promise<{ lost: Promise<unknown> }> {
  const socket = io(server.url, {
    path: '/live',
    addTrailingSlash: false,
    transports: ['websocket'],
    extraHeaders: { cookie },
    reconnection: false,
  })
  onTestFinished(() => {
    socket.close()
  })
  const lost = new Promise((resolve) => {
    socket.once('disconnect', () => resolve('disconnected'))
    socket.on('live', (json: string) => {
      const message: unknown = JSON.parse(json)
      if (z.object({ type: z.literal('refused'), topic: z.literal(topic) }).safeParse(message).success)
        resolve('refused')
    })
  })
  const answer: unknown = await socket.emitWithAck('subscribe', JSON.stringify({ topic }))
  expect(JSON.parse(z.string().parse(answer))).toMatchObject({ type: 'snapshot', topic })
  return { lost }
}

test('who is invited gets the link by e-mail, chooses a password, and is signed in with the roles of the invitation', async () => {
  const { token, isSent } = await invite('Rep@shop.example', ['sales', 'support'])
  expect(isSent).toBe(true)
  expect(inbox.received.at(-1)?.to).toBe('rep@shop.example')
  expect(inbox.received.at(-1)?.raw.replaceAll('=\r\n', '').replaceAll('=3D', '=')).toContain(
    `http://vigie.internal/invitation?token=${token}`,
  )
  expect((await list()).invitations).toMatchObject([{ email: 'rep@shop.example', roles: ['sales', 'support'] }])
  expect(await (await post('/v1/invitations/open', { body: { token } })).json()).toEqual({
    email: 'rep@shop.example',
    roles: ['sales', 'support'],
    invitedBy: 'Administrator',
  })
  const joined = await post('/v1/invitations/accept', { body: { token, name: 'The rep', password } })
  expect(joined.status).toBe(204)
  expect(await me(cookieOf(joined))).toMatchObject({ name: 'The rep', roles: ['sales', 'support'] })
  expect((await post('/api/auth/sign-in/email', { body: { email: 'rep@shop.example', password } })).status).toBe(204)
  expect((await list()).invitations).toEqual([])
})

test('an invitation works once, of two at the same time for one, and nobody chooses their own roles', async () => {
  const { token } = await invite('once@shop.example')
  const body = { token, name: 'Once', password }
  expect((await post('/v1/invitations/accept', { body: { ...body, roles: ['admin'] } })).status).toBe(400)
  expect((await post('/v1/invitations/accept', { body: { ...body, password: 'short' } })).status).toBe(400)
  const both = await Promise.all([1, 2].map(() => post('/v1/invitations/accept', { body })))
  expect(both.filter(({ status }) => status === 204)).toHaveLength(1)
  expect(both.filter(({ status }) => status === 403)).toHaveLength(1)
  expect((await post('/v1/invitations/open', { body: { token } })).status).toBe(403)
})

test('an invitation that was replaced, withdrawn or is too old is worth nothing', async () => {
  const replaced = await invite('late@shop.example')
  const newer = await invite('late@shop.example')
  const withdrawn = await invite('gone@shop.example')
  expect((await post(`/v1/invitations/${withdrawn.id}/withdraw`, { cookie: admin.cookie })).status).toBe(204)
  const old = await invite('old@shop.example')
  await database.query('update invitations set expires_at = now() where id = $1', [old.id])
  for (const { token } of [replaced, withdrawn, old, { token: 'x' }]) {
    expect((await post('/v1/invitations/accept', { body: { token, name: 'Late', password } })).status).toBe(403)
  }
  expect((await post('/v1/invitations/open', { body: { token: newer.token } })).status).toBe(200)
  const { rows } = await database.query('select invitations::text as row from invitations')
  expect(JSON.stringify(rows)).not.toContain(newer.token)
})

test.each([
  ['loses the role', `update users set roles = '{data}' where id = $1`],
  ['is deactivated', 'update users set deactivated_at = now() where id = $1'],
  ['is deleted', 'delete from users where id = $1'],
])('whom an administrator who %s has invited before, with a token too, comes no more', async (_what, change) => {
  const { id, cookie } = await signInAs({ databaseUrl, vigieSecret, roles: ['admin'], name: 'Leaver' })
  const made = await post('/v1/tokens', { cookie, body: { name: 'A program', roles: ['admin'] } })
  const { token: key } = createdTokenSchema.parse(await made.json())
  const emails = ['person', 'token'].map((by) => `${by}-${id}@shop.example`)
  const [byPerson = '', byToken = ''] = emails
  const invited = [
    await invite(byPerson, ['admin'], { cookie }),
    await invite(byToken, ['admin'], { authorization: `Bearer ${key}` }),
  ]
  const listed = async () => (await list()).invitations.filter(({ email }) => emails.includes(email)).length
  expect(await listed()).toBe(2)
  await database.query(change, [id])
  expect(await listed()).toBe(0)
  for (const { token } of invited) {
    expect((await post('/v1/invitations/open', { body: { token } })).status).toBe(403)
    expect((await post('/v1/invitations/accept', { body: { token, name: 'Back', password } })).status).toBe(403)
  }
  const { token: renewed } = await invite(byPerson)
  expect((await post('/v1/invitations/open', { body: { token: renewed } })).status).toBe(200)
  await database.query('delete from users where id = $1', [id])
})

test('somebody who is here already is not invited again', async () => {
  await createPerson(prisma, { name: 'Here', email: 'here@shop.example', password, roles: ['exec'] })
  const body = { email: 'HERE@shop.example', roles: ['exec'] }
  expect((await post('/v1/invitations', { cookie: admin.cookie, body })).status).toBe(409)
})

test('a role that is taken away takes the topics of open sockets, and sessions that are ended cut them', async () => {
  const person = await signInAs({ databaseUrl, vigieSecret, roles: ['data'] })
  const { lost } = await watch(person.cookie, 'events')
  const changed = await post(`/v1/users/${person.id}/roles`, { cookie: admin.cookie, body: { roles: ['supply'] } })
  expect(userSchema.parse(await changed.json()).roles).toEqual(['supply'])
  expect(await lost).toBe('refused')
  expect((await fetch(`${server.url}/v1/events`, { headers: { cookie: person.cookie } })).status).toBe(403)

  const cut = await watch(person.cookie, 'stock')
  expect((await post(`/v1/users/${person.id}/end-sessions`, { cookie: admin.cookie })).status).toBe(200)
  expect(await cut.lost).toBe('disconnected')
  expect(await me(person.cookie)).toMatchObject({ code: 'sign-in-required' })
})

test('who is deactivated is signed out and cannot sign in, with the answer of a wrong password, until activated again', async () => {
  const email = 'leaver@shop.example'
  const id = await createPerson(prisma, { name: 'Leaver', email, password, roles: ['sales'] })
  const signIn = () => post('/api/auth/sign-in/email', { body: { email, password } })
  const cookie = cookieOf(await signIn())
  expect((await post(`/v1/users/${id}/deactivate`, { cookie: admin.cookie })).status).toBe(200)
  expect(await me(cookie)).toMatchObject({ code: 'sign-in-required' })
  const refused = await signIn()
  expect(await refused.json()).toMatchObject({ code: 'wrong-password' })
  expect(refused.headers.getSetCookie()).toEqual([])
  expect((await list()).users.find((user) => user.id === id)).toMatchObject({
    sessions: 0,
    deactivatedAt: expect.any(String),
  })
  await post(`/v1/users/${id}/activate`, { cookie: admin.cookie })
  expect((await signIn()).status).toBe(204)
})

test('the last administrator stays one, also when two take each other’s role at once', async () => {
  const change = (id: string, cookie: string) => post(`/v1/users/${id}/roles`, { cookie, body: { roles: ['exec'] } })
  expect((await change(admin.id, admin.cookie)).status).toBe(409)
  expect((await post(`/v1/users/${admin.id}/deactivate`, { cookie: admin.cookie })).status).toBe(409)
  const second = await signInAs({ databaseUrl, vigieSecret, roles: ['admin', 'data'] })
  const both = await Promise.all([change(admin.id, second.cookie), change(second.id, admin.cookie)])
  expect(both.filter(({ status }) => status === 200)).toHaveLength(1)
  const { rows } = await database.query(`select count(*)::int as left from users where 'admin' = any(roles)`)
  expect(rows).toEqual([{ left: 1 }])
  await database.query(`update users set roles = '{admin}' where id = $1`, [admin.id])
})

test('signing in is written down, and so is a wrong password', async () => {
  const email = 'watched@shop.example'
  const id = await createPerson(prisma, { name: 'Watched', email, password, roles: ['sales'] })
  await post('/api/auth/sign-in/email', { body: { email, password } })
  await post('/api/auth/sign-in/email', { body: { email, password: 'not this one at all' } })
  const { rows } = await database.query(
    `select who_id, who_name, who_kind, outcome from audit_entries where action = 'sign-in' order by id desc limit 2`,
  )
  expect(rows).toEqual([
    { who_id: null, who_name: email, who_kind: 'nobody', outcome: 'refused' },
    { who_id: id, who_name: 'Watched', who_kind: 'person', outcome: 'done' },
  ])
})

test('nobody but an administrator reads or changes any of it', async () => {
  const { id, cookie } = await signInAs({
    databaseUrl,
    vigieSecret,
    roles: ['exec', 'sales', 'support', 'supply', 'marketing', 'data'],
  })
  expect((await fetch(`${server.url}/v1/users`, { headers: { cookie } })).status).toBe(403)
  const asked = [
    post('/v1/invitations', { cookie, body: { email: 'a@shop.example', roles: ['admin'] } }),
    ...['deactivate', 'activate', 'end-sessions'].map((verb) => post(`/v1/users/${id}/${verb}`, { cookie })),
    post(`/v1/users/${id}/roles`, { cookie, body: { roles: ['admin'] } }),
  ]
  expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([403, 403, 403, 403, 403])
})
