import { hashPassword } from 'better-auth/crypto'
import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import type { SessionInfo } from '#contract/sign-in.ts'
import { sessionListSchema } from '#contract/sign-in.ts'
import { createPerson } from './api/sign-in/people.ts'
import { createPrisma } from './db/prisma.ts'
import { startEventServer } from './event-server.ts'
import { testDatabase } from './testing/database.ts'
import { silentLogger } from './testing/log-fixture.ts'
import { signInAs } from './testing/sign-in.ts'

const vigieSecret = 'a secret of at least thirty-two characters'
const { url: databaseUrl } = await testDatabase()
const server = await startEventServer({
  databaseUrl,
  host: '127.0.0.1',
  port: 0,
  vigieSecret,
  publicUrl: null,
  demo: false,
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
let people = 0

function send(method: string, path: string, { cookie, body }: { cookie?: string; body?: object } = {}) {
  const headers = { ...(cookie && { cookie }), ...(body && { 'content-type': 'application/json' }) }
  return fetch(server.url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) })
}

async function somebody(): Promise<string> {
  people += 1
  const email = `person${people}@example.com`
  await createPerson(prisma, { name: 'Ada', email, password: old, roles: ['sales'] })
  return email
}

/** @returns the cookie of one more browser; null where the password does not fit. */
async function signIn(email: string, password = old): Promise<string | null> {
  const answer = await send('POST', '/api/auth/sign-in/email', { body: { email, password } })
  return answer.ok ? (answer.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '') : null
}

async function browsers(email: string): Promise<[here: string, elsewhere: string]> {
  return [(await signIn(email)) ?? '', (await signIn(email)) ?? '']
}

const change = (cookie: string, current = old, password = chosen) =>
  send('POST', '/v1/me/password', { cookie, body: { current, password } })
const isIn = async (cookie: string) => (await send('GET', '/v1/me', { cookie })).status === 200

async function sessionsOf(cookie: string): Promise<SessionInfo[]> {
  return sessionListSchema.parse(await (await send('GET', '/v1/me/sessions', { cookie })).json()).sessions
}

async function recorded(action: string): Promise<unknown[]> {
  const { rows } = await database.query<Record<string, string>>(
    `select who_name, who_kind, outcome from audit_entries where action = $1 order by id`,
    [action],
  )
  return rows
}

describe('a password of one’s own', () => {
  test('is changed by who knows it: other browsers are signed out, this one goes on, and both attempts are on record', async () => {
    const email = await somebody()
    const [here, elsewhere] = await browsers(email)
    const wrong = await change(here, 'not this one')
    expect(wrong.status).toBe(400)
    expect(await wrong.json()).toMatchObject({ code: 'invalid-request', errors: [{ pointer: '#/current' }] })
    expect(await isIn(elsewhere)).toBe(true)
    expect((await change(here)).status).toBe(204)
    expect([await isIn(here), await isIn(elsewhere)]).toEqual([true, false])
    expect([await signIn(email), await signIn(email, chosen)]).toEqual([null, expect.any(String)])
    const who = { who_name: 'Ada', who_kind: 'person' }
    expect(await recorded('password.change')).toEqual([
      { ...who, outcome: 'refused' },
      { ...who, outcome: 'done' },
    ])
  })

  test('of two changes at once one is made', async () => {
    const email = await somebody()
    const [here, elsewhere] = await browsers(email)
    const answers = await Promise.all([change(here), change(elsewhere, old, 'a third sentence, of his')])
    const made = answers.filter(({ status }) => status === 204)
    expect(made).toHaveLength(1)
  })

  test('that is changed while somebody signs in with the former one lets nobody in', async () => {
    const email = await somebody()
    const whose = '(select id from users where email = $1)'
    const sessions = `select from sessions where user_id = ${whose}`
    const opened = async () => (await database.query(sessions, [email])).rowCount
    const hash = await hashPassword(chosen)
    // As a change does, which is not made yet: what it ends is only about to be opened.
    await database.query('begin')
    await database.query(`update accounts set password = $2 where user_id = ${whose}`, [email, hash])
    await database.query(`delete from sessions where user_id = ${whose}`, [email])
    const late = signIn(email)
    await expect.poll(opened).toBe(1)
    await database.query('commit')
    expect([await late, await opened()]).toEqual([null, 0])
    expect(await signIn(email, chosen)).not.toBeNull()
  })

  test('is not guessed by whoever found a browser open', async () => {
    const [here] = await browsers(await somebody())
    for (let attempt = 1; attempt <= 10; attempt++) expect((await change(here, 'a guess')).status).toBe(400)
    const limited = await change(here)
    expect([limited.status, limited.headers.has('retry-after')]).toEqual([429, true])
  })

  test('is as long as any other, and there is none to change for whoever has none', async () => {
    const [here] = await browsers(await somebody())
    expect((await change(here, old, 'elevenchars')).status).toBe(400)
    const { cookie } = await signInAs({ databaseUrl, vigieSecret, roles: ['data'] })
    expect((await change(cookie)).status).toBe(409)
    expect((await change('')).status).toBe(401)
  })
})

describe('one’s own sessions', () => {
  test('say when each was last used, to the minute', async () => {
    const { cookie, id } = await signInAs({ databaseUrl, vigieSecret, roles: ['data'] })
    const before = `update sessions set created_at = now() - interval '3 days', updated_at = now() - interval '3 days'`
    await database.query(`${before} where user_id = $1`, [id])
    const [session] = await sessionsOf(cookie)
    const daysSeen = Date.parse(session?.seenAt ?? '') - Date.parse(session?.createdAt ?? '')
    expect(daysSeen / 86_400_000).toBeCloseTo(3, 1)
  })

  test('all end but this one, and whoever ends some is on record; those of others go on', async () => {
    const [here, elsewhere] = await browsers(await somebody())
    const [stranger] = await browsers(await somebody())
    expect((await send('DELETE', '/v1/me/sessions', { cookie: here })).status).toBe(204)
    expect([await isIn(here), await isIn(elsewhere), await isIn(stranger)]).toEqual([true, false, true])
    expect(await sessionsOf(here)).toMatchObject([{ isThis: true }])
    // Nothing was left to end.
    await send('DELETE', '/v1/me/sessions', { cookie: here })
    expect(await recorded('session.end-others')).toHaveLength(1)
  })
})
