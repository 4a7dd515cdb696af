import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createdInvitationSchema } from '#contract/people.ts'
import { problemSchema } from '#contract/problem.ts'
import { allRoles } from '#contract/role-names.ts'
import { createdTokenSchema } from '#contract/tokens.ts'
import { viewSnapshotSchema } from '#contract/view.ts'
import { issueWelcome } from './api/sign-in/first-administrator.ts'
import { createPerson } from './api/sign-in/people.ts'
import { createPrisma } from './db/prisma.ts'
import type { EventServer } from './event-server.ts'
import { startEventServer } from './event-server.ts'
import { testDatabase } from './testing/database.ts'
import { silentLogger } from './testing/log-fixture.ts'
import { signInAs } from './testing/sign-in.ts'

const vigieSecret = 'a secret of at least thirty-two characters'
const { url: databaseUrl } = await testDatabase()
const prisma = createPrisma(databaseUrl)
const sql = new pg.Client({ connectionString: databaseUrl })
let server: EventServer

let demonstration: Promise<EventServer> | undefined
function startDemo(): Promise<EventServer> {
  demonstration ??= start(true)
  return demonstration
}

function start(demo = false): Promise<EventServer> {
  return startEventServer({
    databaseUrl,
    host: '127.0.0.1',
    port: 0,
    vigieSecret,
    publicUrl: null,
    demo,
    logger: silentLogger,
  })
}

beforeAll(async () => {
  await sql.connect()
  server = await start()
})
afterAll(async () => {
  await server.stop()
  await (await demonstration)?.stop()
  await prisma.$disconnect()
  await sql.end()
})

interface Sent {
  body?: unknown
  cookie?: string
  /** Who calls, for limits. */
  from?: string
  headers?: Record<string, string>
}

function send(
  method: string,
  path: string,
  { body, cookie, from = '192.0.2.9', headers }: Sent = {},
): Promise<Response> {
  return fetch(server.url + path, {
    method,
    redirect: 'manual',
    headers: {
      'x-forwarded-for': from,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(cookie !== undefined && { cookie }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
}

async function codeOf(response: Response): Promise<unknown> {
  const problem: unknown = await response.json()
  return typeof problem === 'object' && problem !== null && 'code' in problem ? problem.code : problem
}

/** The cookie as a browser sends it back. */
function cookieOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ')
}

async function recorded(whoId: string): Promise<unknown> {
  const { rows } = await sql.query<Record<string, string>>(
    'select action, outcome, address from audit_entries where who_id = $1 order by id',
    [whoId],
  )
  return rows
}

const password = 'correct horse battery staple'
let people = 0

/** Somebody with a password, whom no other test knows. */
async function somebody(roles: Parameters<typeof createPerson>[1]['roles'] = ['support']): Promise<string> {
  people += 1
  const email = `person${people}@example.com`
  await createPerson(prisma, { name: 'Ada', email, password, roles })
  return email
}

describe('the first administrator', () => {
  const person = { name: 'Ada', email: 'ada@example.com', password }

  test('comes by the link of the newest start, once; then there is no link any more', async () => {
    expect(await (await send('GET', '/v1/installation')).json()).toMatchObject({ hasPeople: false, version: null })
    const older = await issueWelcome(prisma)
    const token = await issueWelcome(prisma)
    expect((await send('POST', '/v1/welcome', { body: { ...person, token: older } })).status).toBe(403)
    const [first, second] = await Promise.all([
      send('POST', '/v1/welcome', { body: { ...person, token } }),
      send('POST', '/v1/welcome', { body: { ...person, email: 'eve@example.com', token } }),
    ])
    expect([first.status, second.status].toSorted((a, b) => a - b)).toEqual([204, 403])
    const me = await send('GET', '/v1/me', { cookie: cookieOf(first.status === 204 ? first : second) })
    expect(await me.json()).toMatchObject({ name: 'Ada', kind: 'person', roles: ['admin'] })
    expect(await issueWelcome(prisma)).toBeNull()
    expect(await (await send('GET', '/v1/installation')).json()).toMatchObject({ hasPeople: true, publicUrl: null })
  })

  test('does not come by a link that is too old, and the link itself is not in the database', async () => {
    await sql.query('delete from users')
    const token = await issueWelcome(prisma)
    const { rows } = await sql.query<{ text: string }>('select verifications::text as text from verifications')
    expect(rows.map(({ text }) => text).join()).not.toContain(token)
    await sql.query(`update verifications set expires_at = now() - interval '1 second'`)
    expect(await codeOf(await send('POST', '/v1/welcome', { body: { ...person, token } }))).toBe('forbidden')
  })

  test.each([
    ['short', { password: 'elevenchars' }],
    ['endless', { password: 'x'.repeat(129) }],
    ['with roles of their own choice', { roles: ['admin'] }],
  ])('is asked for a password that is not too %s', async (_why, wrong) => {
    const token = await issueWelcome(prisma)
    expect((await send('POST', '/v1/welcome', { body: { ...person, token, ...wrong } })).status).toBe(400)
  })
})

describe('signing in', () => {
  test('gives a cookie that no script reads and no other site sends, and never says the token', async () => {
    const email = await somebody()
    const answer = await send('POST', '/api/auth/sign-in/email', { body: { email: email.toUpperCase(), password } })
    expect(answer.status).toBe(204)
    const [line = ''] = answer.headers.getSetCookie()
    expect(line).toMatch(/^vigie\.session_token=[^;]+;.*HttpOnly/)
    expect(line).toContain('SameSite=Lax')
    const me = await send('GET', '/v1/me', { cookie: cookieOf(answer) })
    expect(await me.json()).toEqual({
      id: expect.any(String),
      name: 'Ada',
      kind: 'person',
      roles: ['support'],
      email,
      hasPassword: true,
      hasSecondFactor: false,
    })
    expect(me.headers.get('cache-control')).toBe('no-store')
  })

  test('is refused alike for a wrong password and for somebody whom nobody knows', async () => {
    const email = await somebody()
    const [wrong, unknown] = await Promise.all([
      send('POST', '/api/auth/sign-in/email', { body: { email, password: 'not this one at all' } }),
      send('POST', '/api/auth/sign-in/email', { body: { email: 'nobody@example.com', password } }),
    ])
    expect([wrong.status, unknown.status]).toEqual([401, 401])
    expect(await wrong.text()).toBe(await unknown.text())
    expect([...wrong.headers.getSetCookie(), ...unknown.headers.getSetCookie()]).toEqual([])
    const { rows } = await sql.query(`select who_kind, outcome, address from audit_entries where who_name = $1`, [
      email,
    ])
    expect(rows).toEqual([{ who_kind: 'nobody', outcome: 'refused', address: '192.0.2.9' }])
  })

  test('may be tried so often for one person, wherever from, also over a restart', async () => {
    const email = await somebody()
    const guess = (address: number) =>
      send('POST', '/api/auth/sign-in/email', {
        body: { email, password: 'a guess that is wrong' },
        from: `203.0.113.${address}`,
      })
    for (let attempt = 1; attempt <= 10; attempt++) expect((await guess(attempt)).status).toBe(401)
    await server.stop()
    server = await start()
    const limited = await send('POST', '/api/auth/sign-in/email', { body: { email, password }, from: '203.0.113.99' })
    expect(await codeOf(limited)).toBe('too-many-requests')
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  test('may be tried so often from one address, whomever for', async () => {
    const guess = (email: string) =>
      send('POST', '/api/auth/sign-in/email', { body: { email, password: 'wrong again' }, from: '198.51.100.5' })
    expect((await guess('first@example.com')).status).toBe(401)
    await sql.query(`update attempts set count = 29 where key = 'sign-in:address:198.51.100.5'`)
    expect((await guess('thirtieth@example.com')).status).toBe(401)
    expect((await guess('next@example.com')).status).toBe(429)
  })

  test('is not for personas where there is no demonstration', async () => {
    expect((await send('POST', '/v1/demo/sign-in', { body: { role: 'admin' } })).status).toBe(404)
    const { id, cookie } = await signInAs({ databaseUrl, vigieSecret, roles: ['admin'] })
    await sql.query('update users set is_persona = true where id = $1', [id])
    expect((await send('GET', '/v1/me', { cookie })).status).toBe(401)
  })
})

describe('the demonstration', () => {
  test.each(allRoles)('lets anybody be %s by one tap, with that role alone', async (role) => {
    const demo = await startDemo()
    const post = (body: unknown) =>
      fetch(`${demo.url}/v1/demo/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    const answer = await post({ role })
    expect(answer.status).toBe(204)
    const me = await fetch(`${demo.url}/v1/me`, { headers: { cookie: cookieOf(answer) } })
    expect(await me.json()).toMatchObject({ kind: 'person', roles: [role] })
    expect((await send('GET', '/v1/me', { cookie: cookieOf(answer) })).status).toBe(401)
    expect((await post({ role: 'owner' })).status).toBe(400)
    expect(await recorded(`persona-${role}`)).toEqual([{ action: 'sign-in', outcome: 'done', address: '127.0.0.1' }])
  })

  test('leaves nothing to come in by: its tokens hold in it alone, and no invitation is taken up', async () => {
    const demo = await startDemo()
    const post = (path: string, body: unknown, cookie = '') =>
      fetch(demo.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie },
        body: JSON.stringify(body),
      })
    const cookie = cookieOf(await post('/v1/demo/sign-in', { role: 'admin' }))
    const made = await post('/v1/tokens', { name: 'A program', roles: ['admin'] }, cookie)
    const headers = { authorization: `Bearer ${createdTokenSchema.parse(await made.json()).token}` }
    expect((await fetch(`${demo.url}/v1/me`, { headers })).status).toBe(200)
    expect((await send('GET', '/v1/me', { headers })).status).toBe(401)
    const invited = await post('/v1/invitations', { email: 'guest@example.com', roles: ['admin'] }, cookie)
    const { path } = createdInvitationSchema.parse(await invited.json())
    const joining = { token: new URL(path, demo.url).searchParams.get('token'), name: 'Guest', password }
    const refused = await post('/v1/invitations/accept', joining)
    expect(problemSchema.parse(await refused.json())).toMatchObject({
      code: 'forbidden',
      detail: expect.stringContaining('demonstration') as string,
    })
    expect(await codeOf(await send('POST', '/v1/invitations/accept', { body: joining }))).toBe('forbidden')
  })
})

describe('a cookie', () => {
  test('is worth nothing once its browser has signed out, whoever stole it, and that is on record', async () => {
    const { id, cookie } = await signInAs({ databaseUrl, vigieSecret, roles: ['admin'] })
    expect((await send('GET', '/v1/views/wall', { cookie })).status).toBe(200)
    const out = await send('POST', '/api/auth/sign-out', { cookie })
    expect(out.headers.get('set-cookie')).toContain('Max-Age=0')
    expect(await recorded(id)).toEqual([{ action: 'sign-out', outcome: 'done', address: '192.0.2.9' }])
    for (const path of ['/v1/me', '/v1/views/wall', '/v1/events']) {
      expect((await send('GET', path, { cookie })).status).toBe(401)
    }
  })

  test.each([
    ['of another secret', (id: string) => `vigie.session_token=${encodeURIComponent(`${id}.AAAA`)}`],
    ['without signature', (id: string) => `vigie.session_token=${id}`],
    ['that cannot be decoded', () => 'vigie.session_token=%E0%A4%A'],
  ])('%s is nobody', async (_what, make) => {
    await signInAs({ databaseUrl, vigieSecret, roles: ['admin'] })
    const { rows } = await sql.query<{ token: string }>('select token from sessions order by created_at desc limit 1')
    expect((await send('GET', '/v1/me', { cookie: make(rows[0]?.token ?? '') })).status).toBe(401)
  })

  test('that is too old is nobody', async () => {
    const { id, cookie } = await signInAs({ databaseUrl, vigieSecret, roles: ['admin'] })
    await sql.query(`update sessions set expires_at = now() - interval '1 second' where user_id = $1`, [id])
    expect((await send('GET', '/v1/me', { cookie })).status).toBe(401)
  })
})

describe('sessions', () => {
  test('are listed without what they are proved by, and ended one by one, only by whom they belong to', async () => {
    const ada = await signInAs({ databaseUrl, vigieSecret, roles: ['support'] })
    const eve = await signInAs({ databaseUrl, vigieSecret, roles: ['admin'] })
    const listed = await (await send('GET', '/v1/me/sessions', { cookie: ada.cookie })).text()
    expect(listed).not.toContain(decodeURIComponent(ada.value).split('.')[0])
    const { sessions } = JSON.parse(listed) as { sessions: { id: string; isThis: boolean }[] } // what me.ts answers
    expect(sessions).toMatchObject([{ isThis: true, address: '192.0.2.1', userAgent: 'a test' }])
    const path = `/v1/me/sessions/${sessions[0]?.id}`
    expect((await send('DELETE', path, { cookie: eve.cookie })).status).toBe(404)
    expect((await send('DELETE', path, { cookie: ada.cookie })).status).toBe(204)
    expect((await send('GET', '/v1/me', { cookie: ada.cookie })).status).toBe(401)
  })
})

describe('a page of another site', () => {
  const origin = 'https://evil.example'

  test('reads nothing, signs nobody in or out, and commands nothing', async () => {
    const { cookie } = await signInAs({ databaseUrl, vigieSecret, roles: ['admin'] })
    const read = await send('GET', '/v1/me', { cookie, headers: { origin } })
    expect(read.headers.get('access-control-allow-origin')).toBeNull()
    const email = await somebody()
    const commands = [
      send('POST', '/api/auth/sign-in/email', { body: { email, password }, headers: { origin } }),
      send('POST', '/api/auth/sign-out', { cookie, headers: { origin } }),
      send('POST', '/v1/wall/try', { cookie, headers: { origin } }),
      send('DELETE', '/v1/me/sessions/1', { cookie, headers: { origin } }),
    ]
    expect((await Promise.all(commands)).map(({ status }) => status)).toEqual([403, 403, 403, 403])
    expect((await send('GET', '/v1/me', { cookie })).status).toBe(200)
  })
})

describe('roles', () => {
  test('cannot be chosen by whoever signs in, and Better Auth answers nothing by itself', async () => {
    const email = await somebody(['support'])
    const body = { email, password, roles: ['admin'] }
    expect((await send('POST', '/api/auth/sign-in/email', { body })).status).toBe(400)
    const signedIn = await send('POST', '/api/auth/sign-in/email', { body: { email, password } })
    const cookie = cookieOf(signedIn)
    for (const path of ['update-user', 'sign-up/email', 'change-email', 'delete-user', 'update-session']) {
      expect((await send('POST', `/api/auth/${path}`, { body: { ...body, name: 'Ada' }, cookie })).status).toBe(404)
    }
    expect(await (await send('GET', '/v1/me', { cookie })).json()).toMatchObject({ roles: ['support'] })
  })
})

describe('a guest', () => {
  test('comes by the code of a wall, may press the button, see the counter and nothing else, and fills no record', async () => {
    const { cookie } = await signInAs({ databaseUrl, vigieSecret, roles: ['exec'] })
    const { path } = (await (await send('GET', '/v1/guest-ticket', { cookie })).json()) as { path: string } // guests.ts
    const entered = await send('GET', path)
    expect([entered.status, entered.headers.get('location')]).toEqual([303, '/try'])
    const guest = cookieOf(entered)
    const statusOf = async (method: string, at: string) => (await send(method, at, { cookie: guest })).status
    expect(await statusOf('POST', '/v1/wall/try')).toBe(200)
    const counter = await send('GET', '/v1/views/wall-total', { cookie: guest })
    expect(viewSnapshotSchema.parse(await counter.json()).rows).toEqual({
      total: expect.objectContaining({ kind: 'total', receivedToday: expect.any(Number) }),
    })
    for (const topic of ['wall', 'events', 'sources']) expect(await statusOf('GET', `/v1/views/${topic}`)).toBe(403)
    expect(await statusOf('GET', '/v1/guest-ticket')).toBe(403)
    expect(await statusOf('GET', '/v1/sources')).toBe(403)
    expect(await statusOf('POST', '/v1/sources')).toBe(403)
    expect((await send('GET', `${path}x`)).status).toBe(403)
    expect((await send('GET', path.replace(/\d+\./, '9999999999.'))).status).toBe(403)
    expect(await recorded('guest')).toEqual([])
  })
})
