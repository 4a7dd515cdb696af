import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Role } from '#contract/role-names.ts'
import { issueReset } from './api/sign-in/password-reset.ts'
import { createPerson } from './api/sign-in/people.ts'
import { callbackPath } from './api/sign-in/sso/provider-auth.ts'
import { createPrisma } from './db/prisma.ts'
import type { EventServer } from './event-server.ts'
import { startEventServer } from './event-server.ts'
import { CookieBrowser } from './testing/cookie-browser.ts'
import { testDatabase } from './testing/database.ts'
import type { ProviderPerson } from './testing/identity-provider.ts'
import { IdentityProvider, providerClient } from './testing/identity-provider.ts'
import { silentLogger } from './testing/log-fixture.ts'

const publicUrl = 'https://vigie.example.com'
const { url: databaseUrl } = await testDatabase()
const database = new pg.Client({ connectionString: databaseUrl })
await database.connect()
afterAll(() => database.end())
const prisma = createPrisma(databaseUrl)
afterAll(() => prisma.$disconnect())
const provider = await IdentityProvider.open(publicUrl + callbackPath)
afterAll(() => provider.close())

function start(roles: readonly Role[] = []): Promise<EventServer> {
  return startEventServer({
    databaseUrl,
    host: '127.0.0.1',
    port: 0,
    vigieSecret: 'a secret of at least thirty-two characters',
    publicUrl,
    demo: false,
    singleSignOn: { issuer: provider.issuer, ...providerClient, label: 'Company login', roles, publicUrl },
    logger: silentLogger,
  })
}

const server = await start()
afterAll(() => server.stop())

/** Somebody who has a password here. */
async function person(name: string): Promise<{ id: string; email: string }> {
  const email = `${name}@example.com`
  const id = await createPerson(prisma, {
    name,
    email,
    password: 'correct horse battery staple',
    roles: ['supply'],
  })
  return { id, email }
}

await person('first')

/** Whom the provider knows. @returns the name of the account there. */
function atProvider(who: ProviderPerson): string {
  const account = randomUUID()
  provider.people.set(account, { email_verified: true, ...who })
  return account
}

interface Coming {
  at?: EventServer
  to?: string
  browser?: CookieBrowser
}

/** Begins at Vigie and signs in on the provider's own pages. @returns the address that leads back, not opened yet. */
async function wayBack(account: string, { at = server, to = '/stock', browser = browserOf(at) }: Coming = {}) {
  const started = await browser.fetch(
    `${publicUrl}/api/auth/sign-in/sso`,
    post(JSON.stringify({ to }), 'application/json'),
  )
  expect(started.status).toBe(200)
  const { url } = (await started.json()) as { url: string } // what routes.ts answers
  const isBack = (next: string) => next.startsWith(publicUrl)
  const form = (fields: Record<string, string>) =>
    post(new URLSearchParams(fields).toString(), 'application/x-www-form-urlencoded')
  let { url: page } = await browser.follow(url, { until: isBack })
  page = (await browser.follow(page, { init: form({ prompt: 'login', login: account, password: '-' }), until: isBack }))
    .url
  if (!isBack(page)) page = (await browser.follow(page, { init: form({ prompt: 'consent' }), until: isBack })).url
  return { browser, back: page }
}

function browserOf(at: EventServer): CookieBrowser {
  return new CookieBrowser({ [publicUrl]: at.url })
}

function post(body: string, type: string): RequestInit {
  return { method: 'POST', body, headers: { 'content-type': type } }
}

/** @returns where somebody is led in the end, and who they are then. */
async function signIn(account: string, coming: Coming = {}): Promise<{ leadsTo: string | null; me: unknown }> {
  const { browser, back } = await wayBack(account, coming)
  return arrive(browser, back)
}

async function arrive(browser: CookieBrowser, back: string): Promise<{ leadsTo: string | null; me: unknown }> {
  const answer = await browser.fetch(back)
  expect(answer.status).toBe(303)
  const me = await browser.fetch(`${publicUrl}/v1/me`)
  return { leadsTo: answer.headers.get('location'), me: me.ok ? await me.json() : me.status }
}

async function entries(name: string) {
  const { rows } = await database.query<{ action: string; outcome: string; subject: string }>(
    'select action, outcome, subject from audit_entries where who_name = $1 order by id',
    [name],
  )
  return rows
}

describe('whoever the provider vouches for', () => {
  test('and is here already comes in with the roles of here, and that is in the audit', async () => {
    const { id, email } = await person('ada')
    const account = atProvider({ email: email.toUpperCase(), name: 'Somebody else' })
    const { leadsTo, me } = await signIn(account)
    expect(leadsTo).toBe('/stock')
    expect(me).toMatchObject({ id, name: 'ada', kind: 'person', roles: ['supply'] })
    expect(await entries('ada')).toEqual([{ action: 'sign-in', outcome: 'done', subject: 'Company login' }])
  })

  test('is that person from then on, whatever becomes of the address, and none of its tokens are kept', async () => {
    const { id, email } = await person('grace')
    const account = atProvider({ email })
    await signIn(account)
    provider.people.set(account, { email: 'renamed@example.com', email_verified: false })
    expect((await signIn(account)).me).toMatchObject({ id })
    const { rows } = await database.query(
      `select provider_id, account_id, access_token, refresh_token, id_token from accounts
        where user_id = $1 and provider_id <> 'credential'`,
      [id],
    )
    const none = { access_token: null, refresh_token: null, id_token: null }
    expect(rows).toEqual([{ provider_id: provider.issuer, account_id: account, ...none }])
  })

  test('and is invited by who is an administrator still comes in as who was invited, once, and the invitation is gone', async () => {
    const { id: inviter } = await person('inviter')
    const invitation = [randomUUID(), 'joan@example.com', ['sales', 'support'], Buffer.from(randomUUID()), inviter]
    await database.query(
      `insert into invitations (id, email, roles, digest, invited_by, expires_at, invited_by_id)
        values ($1, $2, $3, $4, 'Ada', now() + interval '1 day', $5)`,
      invitation,
    )
    const account = atProvider({ email: 'joan@example.com', name: 'Joan' })
    expect(await signIn(account)).toEqual({ leadsTo: '/sign-in?refused=unknown&to=%2Fstock', me: 401 })
    await database.query(`update users set roles = '{admin}' where id = $1`, [inviter])
    const { me } = await signIn(account)
    expect(me).toMatchObject({ name: 'Joan', roles: ['sales', 'support'] })
    expect((await database.query('select from invitations where email = $1', ['joan@example.com'])).rows).toEqual([])
    expect((await entries('Joan')).map(({ action }) => action)).toEqual(['user.join', 'sign-in'])
  })

  test('and nobody knows is refused, unless VIGIE_OIDC_ROLES says what they are', async () => {
    const account = atProvider({ email: 'nobody@example.com', name: 'Nobody' })
    expect(await signIn(account)).toEqual({ leadsTo: '/sign-in?refused=unknown&to=%2Fstock', me: 401 })
    const [refusal] = await entries('nobody@example.com')
    expect(refusal).toEqual({ action: 'sign-in', outcome: 'refused', subject: 'Company login: unknown' })
    const open = await start(['exec'])
    onTestFinished(() => open.stop())
    expect((await signIn(account, { at: open })).me).toMatchObject({ name: 'Nobody', roles: ['exec'] })
  })

  test('and has been deactivated is refused, linked before or not', async () => {
    const { id, email } = await person('gone')
    const account = atProvider({ email })
    await signIn(account)
    await database.query('update users set deactivated_at = now() where id = $1', [id])
    const refused = { leadsTo: '/sign-in?refused=deactivated&to=%2Fstock', me: 401 }
    expect(await signIn(account)).toEqual(refused)
    expect(await signIn(atProvider({ email }))).toEqual(refused)
  })

  test('has no password that could be forgotten: there is no link to a new one', async () => {
    const email = 'pass-less@example.com'
    const open = await start(['exec'])
    onTestFinished(() => open.stop())
    expect((await signIn(atProvider({ email }), { at: open })).me).toMatchObject({ name: email })
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 })
    onTestFinished(() => pool.end())
    expect(await issueReset(pool, email)).toBeNull()
    expect(await issueReset(pool, (await person('lin')).email)).not.toBeNull()
  })
})

describe('whoever the provider does not vouch for', () => {
  test.each([
    ['has an address that is not verified', false],
    ['has an address of which it says nothing', undefined],
  ])('%s, and is neither let in nor made the person who has it here', async (_what, isVerified) => {
    const { id, email } = await person(`victim-${isVerified}`)
    const account = atProvider({ email, email_verified: isVerified })
    expect(await signIn(account)).toEqual({ leadsTo: '/sign-in?refused=unverified&to=%2Fstock', me: 401 })
    const linked = await database.query('select from accounts where user_id = $1', [id])
    expect(linked.rowCount).toBe(1)
    expect(await entries(email)).toMatchObject([{ outcome: 'refused', subject: 'Company login: unverified' }])
  })

  test.each([
    ['is another in lower case alone', '\u212Ate@example.com'],
    ['has room around it', ' kte@example.com'],
    ['has two lines', 'kte@example.com\r\nk'],
    ['is longer than any', `${'k'.repeat(255)}@example.com`],
  ])('has an address that %s, and is neither the person of that one nor somebody new', async (_what, email) => {
    if (email.startsWith('\u212A')) await person('kte')
    const open = await start(['exec'])
    onTestFinished(() => open.stop())
    const refused = { leadsTo: '/sign-in?refused=unverified&to=%2Fstock', me: 401 }
    expect(await signIn(atProvider({ email }), { at: open })).toEqual(refused)
  })

  test('is not made somebody new by an address that is not verified', async () => {
    const open = await start(['exec'])
    onTestFinished(() => open.stop())
    const account = atProvider({ email: 'claims@example.com', email_verified: false })
    expect(await signIn(account, { at: open })).toMatchObject({
      leadsTo: expect.stringContaining('unverified'),
      me: 401,
    })
    expect((await database.query(`select from users where email = 'claims@example.com'`)).rowCount).toBe(0)
  })
})

describe('a way back', () => {
  test('with another state, or in a browser that did not begin it, or for the second time, leads nobody in', async () => {
    const { email } = await person('mary')
    const account = atProvider({ email })
    const expired = { leadsTo: '/sign-in?refused=expired', me: 401 }
    const { browser, back } = await wayBack(account)
    const tampered = new URL(back)
    tampered.searchParams.set('state', `${tampered.searchParams.get('state')}x`)
    expect(await arrive(browser, tampered.href)).toMatchObject(expired)
    expect((await arrive(browserOf(server), back)).leadsTo).toContain('refused=expired')
    const { back: again } = await wayBack(account, { browser })
    expect((await arrive(browser, again)).leadsTo).toBe('/stock')
    expect((await browserOf(server).fetch(again)).headers.get('location')).toContain('refused=expired')
  })

  test('that no provider asks for leads to a page all the same', async () => {
    for (const query of [`state=${'x'.repeat(201)}`, 'state=a&code=b&code=c', 'state=%00']) {
      const { leadsTo } = await arrive(browserOf(server), `${publicUrl}${callbackPath}?${query}`)
      expect(leadsTo).toBe('/sign-in?refused=expired')
    }
  })

  test('with a code that the provider did not give leads nobody in', async () => {
    const { browser, back } = await wayBack(atProvider({ email: (await person('rosa')).email }))
    const forged = new URL(back)
    forged.searchParams.set('code', 'a-code-of-my-own')
    expect(await arrive(browser, forged.href)).toMatchObject({ leadsTo: expect.stringContaining('unproved'), me: 401 })
  })

  test.each(['https://evil.example/', '//evil.example', '/.//evil.example', '/\\evil.example'])(
    'that was to end at %s ends at the first screen',
    async (to) => {
      const { email } = await person(randomUUID())
      expect((await signIn(atProvider({ email }), { to })).leadsTo).toBe('/')
    },
  )
})

describe('a provider that is away', () => {
  test('is said so before anybody is sent there, and afterwards; passwords work meanwhile, and it is asked again', async () => {
    const { email } = await person('ruth')
    const account = atProvider({ email })
    const asked = await start()
    onTestFinished(() => asked.stop())
    const { browser, back } = await wayBack(account)
    await provider.close()
    const begin = post('{}', 'application/json')
    const refused = await browserOf(asked).fetch(`${publicUrl}/api/auth/sign-in/sso`, begin)
    expect(refused.status).toBe(503)
    expect(await refused.json()).toMatchObject({
      code: 'unavailable',
      detail: expect.stringContaining('Company login'),
    })
    const away = { leadsTo: expect.stringContaining('refused=unavailable'), me: 401 }
    expect(await arrive(browser, back)).toMatchObject(away)
    const password = JSON.stringify({ email, password: 'correct horse battery staple' })
    const entered = await browser.fetch(`${publicUrl}/api/auth/sign-in/email`, post(password, 'application/json'))
    expect(entered.status).toBe(204)
    await provider.reopen()
    expect((await signIn(account, { at: asked })).me).toMatchObject({ name: 'ruth' })
  })
})

test('beginning and coming back are limited, and both are unknown where no provider is set', async () => {
  await database.query(
    `insert into attempts (key, count, since) values ('sso:address:192.0.2.80', 60, now()), ('sso-callback:address:192.0.2.80', 60, now())`,
  )
  const headers = { 'content-type': 'application/json', 'x-forwarded-for': '192.0.2.80' }
  const begin = { method: 'POST', body: '{}', headers }
  expect((await fetch(`${server.url}/api/auth/sign-in/sso`, begin)).status).toBe(429)
  const back = await fetch(`${server.url}${callbackPath}?code=a&state=b`, { headers, redirect: 'manual' })
  expect(back.headers.get('location')).toBe('/sign-in?refused=too-many')
  const without = await startEventServer({
    databaseUrl,
    host: '127.0.0.1',
    port: 0,
    vigieSecret: 'a secret of at least thirty-two characters',
    publicUrl,
    demo: false,
    logger: silentLogger,
  })
  onTestFinished(() => without.stop())
  expect(
    (await fetch(`${without.url}/api/auth/sign-in/sso`, { ...begin, headers: { 'content-type': 'application/json' } }))
      .status,
  ).toBe(404)
  expect((await fetch(`${without.url}${callbackPath}?code=a&state=b`)).status).toBe(404)
  expect(await (await fetch(`${server.url}/v1/installation`)).json()).toMatchObject({
    singleSignOn: { label: 'Company login' },
  })
})
