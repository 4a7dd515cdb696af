import { createHash } from 'node:crypto'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { createPerson } from './api/sign-in/people.ts'
import { createPrisma } from './db/prisma.ts'
import { startEventServer } from './event-server.ts'
import { testDatabase } from './testing/database.ts'
import { silentLogger } from './testing/log-fixture.ts'
import { SmtpInbox } from './testing/smtp-inbox.ts'

const { url: databaseUrl } = await testDatabase()
const inbox = await SmtpInbox.open()
afterAll(() => inbox[Symbol.asyncDispose]())
const server = await startEventServer({
  databaseUrl,
  host: '127.0.0.1',
  port: 0,
  vigieSecret: 'a secret of at least thirty-two characters',
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

const old = 'correct horse battery staple'
const chosen = 'another long sentence of hers'

function post(path: string, body: object): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return fetch(server.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
}

const forget = (email: string) => post('/api/auth/forgot-password', { email })
const reset = (token: string, password = chosen) => post('/api/auth/reset-password', { token, password })

async function signIn(email: string, password: string): Promise<{ status: number; cookie: string }> {
  const answer = await post('/api/auth/sign-in/email', { email, password })
  return { status: answer.status, cookie: answer.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '' }
}

async function person(name: string): Promise<string> {
  const email = `${name}@example.com`
  await createPerson(prisma, { name, email, password: old, roles: ['sales'] })
  return email
}

/** @returns the token of the newest link that was sent to this address. */
async function tokenFor(email: string, links = 1): Promise<string> {
  const sent = () => inbox.received.filter(({ to }) => to === email)
  await expect.poll(() => sent().length).toBe(links)
  // Quoted-printable breaks long lines and writes = as =3D.
  const text = (sent().at(-1)?.raw ?? '').replaceAll('=\r\n', '').replaceAll('=3D', '=')
  return /http:\/\/vigie\.internal\/reset\?token=([\w-]+)/.exec(text)?.[1] ?? ''
}

test('the link that is sent gives another password once, and ends what was opened with the old one', async () => {
  const email = await person('ada')
  const { cookie } = await signIn(email, old)
  expect((await forget(email)).status).toBe(204)
  const token = await tokenFor(email)
  // Of two that are asked for at the same time both are there.
  const other = 'another link of the same moment'
  await database.query(
    `insert into verifications (id, identifier, value, expires_at)
      select 'other', 'reset:' || id, $2, now() + interval '1 hour' from users where email = $1`,
    [email, createHash('sha256').update(other).digest('base64url')],
  )
  expect((await reset(token)).status).toBe(204)
  expect((await fetch(`${server.url}/v1/me`, { headers: { cookie } })).status).toBe(401)
  expect((await signIn(email, old)).status).toBe(401)
  expect((await signIn(email, chosen)).status).toBe(204)
  expect((await reset(token)).status).toBe(403)
  expect((await reset(other)).status).toBe(403)
  const { rows } = await database.query(`select action from audit_entries where action = 'password.reset'`)
  expect(rows).toHaveLength(1)
})

test('a later link takes the place of the one before, and an hour is all it has', async () => {
  const email = await person('grace')
  await forget(email)
  const first = await tokenFor(email)
  await forget(email)
  const second = await tokenFor(email, 2)
  expect((await reset(first)).status).toBe(403)
  await database.query(`update verifications set expires_at = expires_at - interval '61 minutes'`)
  expect((await reset(second)).status).toBe(403)
  expect((await signIn(email, old)).status).toBe(204)
})

test('who is nobody here, or may not sign in any more, is answered the same and gets nothing', async () => {
  const gone = await person('gone')
  await database.query('update users set deactivated_at = now() where email = $1', [gone])
  expect((await forget(gone)).status).toBe(204)
  expect((await forget('nobody@example.com')).status).toBe(204)
  // What comes after them has come, and they have not.
  const email = await person('last')
  await forget(email)
  await tokenFor(email)
  expect(inbox.received.map(({ to }) => to)).not.toContain(gone)
  expect(inbox.received.map(({ to }) => to)).not.toContain('nobody@example.com')
})

test('a weak password, a token that was never one and too many tries are refused', async () => {
  const email = await person('mary')
  await forget(email)
  expect((await reset(await tokenFor(email), 'short')).status).toBe(400)
  expect((await reset('x'.repeat(32))).status).toBe(403)
  const statuses = await Promise.all(Array.from({ length: 6 }, () => forget(email)))
  expect(statuses.filter(({ status }) => status === 429).length).toBeGreaterThan(0)
})
