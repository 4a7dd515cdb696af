import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto'
import pg from 'pg'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import type { BegunSecondFactor } from '#contract/sign-in.ts'
import { backupCodesSchema, begunSecondFactorSchema, meSchema } from '#contract/sign-in.ts'
import { createdTokenSchema } from '#contract/tokens.ts'
import { issueReset } from './api/sign-in/password-reset.ts'
import { createPerson } from './api/sign-in/people.ts'
import { signInSecret } from './api/sign-in/session-cookie.ts'
import { createPrisma } from './db/prisma.ts'
import type { EventServer } from './event-server.ts'
import { startEventServer } from './event-server.ts'
import { CookieBrowser } from './testing/cookie-browser.ts'
import { testDatabase } from './testing/database.ts'
import { silentLogger } from './testing/log-fixture.ts'
import { oneTimeCode } from './testing/one-time-code.ts'
import { signInAs } from './testing/sign-in.ts'

const origin = 'http://vigie.internal'
const [first, second] = ['the first secret of this installation', 'the second secret of this installation'] as const
const { url: databaseUrl } = await testDatabase()
const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 })
afterAll(() => pool.end())
const prisma = createPrisma(databaseUrl)
afterAll(() => prisma.$disconnect())
const password = 'correct horse battery staple'

function start(secrets: { vigieSecret: string; formerSecrets?: readonly string[] }): Promise<EventServer> {
  const options = { databaseUrl, host: '127.0.0.1', port: 0, publicUrl: null, demo: false, logger: silentLogger }
  return startEventServer({ ...options, ...secrets })
}

let server = await start({ vigieSecret: first })
afterAll(() => server.stop())

let browsers = 0

/** A browser at an address of its own, and what it posts. */
function open(at = server, from = `192.0.2.${(browsers += 1)}`) {
  const browser = new CookieBrowser({ [origin]: at.url })
  const headers = { 'content-type': 'application/json', 'x-forwarded-for': from }
  const post = (path: string, body: object = {}) =>
    browser.fetch(origin + path, { method: 'POST', headers, body: JSON.stringify(body) })
  return {
    browser,
    post,
    signIn: (email: string, with_ = password) => post('/api/auth/sign-in/email', { email, password: with_ }),
    enter: (code: string) => post('/api/auth/sign-in/second-factor', { code }),
    me: async () => {
      const answer = await browser.fetch(`${origin}/v1/me`)
      return answer.ok ? meSchema.parse(await answer.json()) : answer.status
    },
  }
}

let people = 0
async function person(): Promise<{ id: string; email: string }> {
  people += 1
  const email = `person${people}@example.com`
  return { id: await createPerson(prisma, { name: `Person ${people}`, email, password, roles: ['sales'] }), email }
}

interface Enrolled {
  id: string
  email: string
  begun: BegunSecondFactor
  usedCode: string
  at: ReturnType<typeof open>
}

/** Somebody whose second factor is on, by a code of now, which is used by that. */
async function enrolled(): Promise<Enrolled> {
  const who = await person()
  const at = open()
  expect((await at.signIn(who.email)).status).toBe(204)
  const begun = begunSecondFactorSchema.parse(await (await at.post('/v1/me/second-factor', { password })).json())
  const usedCode = oneTimeCode(begun.secret)
  expect((await at.post('/v1/me/second-factor/confirm', { code: usedCode })).status).toBe(204)
  return { ...who, begun, usedCode, at }
}

async function problem(answer: Response) {
  const { code, errors } = (await answer.json()) as { code: string; errors?: { pointer: string }[] } // RFC 9457, ours
  return { status: answer.status, code, at: errors?.[0]?.pointer }
}

describe('a second factor', () => {
  test('holds once a code has shown that the app has it, and is asked for after the password from then on', async () => {
    const { email, begun, at } = await enrolled()
    expect(begun.uri).toContain(`otpauth://totp/Vigie:${encodeURIComponent(email)}?secret=${begun.secret}`)
    expect(begun.backupCodes).toHaveLength(10)
    expect(await at.me()).toMatchObject({ hasSecondFactor: true })

    const other = open()
    const asked = await other.signIn(email)
    expect([asked.status, await asked.json()]).toEqual([202, { asksFor: 'second-factor' }])
    expect(await other.me()).toBe(401)
    expect((await other.enter(oneTimeCode(begun.secret, 1))).status).toBe(204)
    expect(await other.me()).toMatchObject({ email })
    const { rows } = await pool.query<{ action: string; subject: string | null; outcome: string }>(
      'select action, subject, outcome from audit_entries where who_name = $1 order by id',
      [`Person ${people}`],
    )
    expect(rows).toMatchObject([
      { action: 'sign-in', subject: null },
      { action: 'second-factor.begin' },
      { action: 'second-factor.on' },
      { action: 'sign-in', subject: 'code' },
    ])
  })

  test('that was begun and never shown a code of is asked of nobody, and nothing of it can be read in the database', async () => {
    const { email } = await person()
    const at = open()
    await at.signIn(email)
    const begun = begunSecondFactorSchema.parse(await (await at.post('/v1/me/second-factor', { password })).json())
    expect(await problem(await at.post('/v1/me/second-factor/confirm', { code: '000000' }))).toMatchObject({
      at: '#/code',
    })
    expect((await open().signIn(email)).status).toBe(204)
    const { rows } = await pool.query<{ text: string }>('select t::text as text from two_factors t')
    const all = rows.map(({ text }) => text).join()
    for (const secret of [begun.secret, ...begun.backupCodes]) expect(all).not.toContain(secret)
  })

  test('is turned on by a code of which there are only so many tries', async () => {
    const { id, email } = await person()
    const at = open()
    await at.signIn(email)
    const begun = begunSecondFactorSchema.parse(await (await at.post('/v1/me/second-factor', { password })).json())
    const confirm = (code: string) => at.post('/v1/me/second-factor/confirm', { code })
    expect((await confirm('000000')).status).toBe(400)
    await pool.query('update attempts set count = 10 where key = $1', [`second-factor:code:${id}`])
    expect((await confirm(oneTimeCode(begun.secret))).status).toBe(429)
    expect(await at.me()).toMatchObject({ hasSecondFactor: false })
  })

  test('is begun, ended and given new codes with the password only, of which there are only so many tries', async () => {
    const { email } = await person()
    const at = open()
    await at.signIn(email)
    const wrong = { password: 'not this one at all' }
    expect(await problem(await at.post('/v1/me/second-factor', wrong))).toMatchObject({ status: 400, at: '#/password' })
    const on = await enrolled()
    for (const path of ['end', 'backup-codes']) {
      expect(await problem(await on.at.post(`/v1/me/second-factor/${path}`, wrong))).toMatchObject({ at: '#/password' })
    }
    expect(await problem(await on.at.post('/v1/me/second-factor', { password }))).toMatchObject({ code: 'conflict' })
    await pool.query(`update attempts set count = 10 where key = $1`, [`second-factor:password:${on.id}`])
    await on.at.post('/v1/me/second-factor/end', wrong)
    expect((await on.at.post('/v1/me/second-factor/end', { password })).status).toBe(429)
    expect(await on.at.me()).toMatchObject({ hasSecondFactor: true })
  })

  test('that is ended is asked of nobody any more', async () => {
    const { email, at } = await enrolled()
    expect((await at.post('/v1/me/second-factor/end', { password })).status).toBe(204)
    expect(await at.me()).toMatchObject({ email, hasSecondFactor: false })
    expect((await open().signIn(email)).status).toBe(204)
  })
})

describe('a code', () => {
  test('for a lost phone that comes in the same moment as another is one to begin anew with', async () => {
    const { email, begun } = await enrolled()
    const both = [open(), open()]
    for (const at of both) await at.signIn(email)
    const answers = await Promise.all(both.map((at, index) => at.enter(begun.backupCodes[index] ?? '')))
    expect([204, 401]).toEqual(expect.arrayContaining(answers.map(({ status }) => status)))
  })

  test('works once, also within its thirty seconds', async () => {
    const { email, begun, usedCode } = await enrolled()
    const code = oneTimeCode(begun.secret, 1)
    const [one, two] = [open(), open()]
    await Promise.all([one.signIn(email), two.signIn(email)])
    expect(await problem(await one.enter(usedCode))).toMatchObject({ status: 400, at: '#/code' })
    expect((await one.enter(code)).status).toBe(204)
    expect(await problem(await two.enter(code))).toMatchObject({ status: 400, at: '#/code' })
    expect(await two.me()).toBe(401)
  })

  test('for a lost phone works once; new ones take the place of all', async () => {
    const { email, begun, at } = await enrolled()
    const [code = '', other = ''] = begun.backupCodes
    const phone = open()
    await phone.signIn(email)
    expect((await phone.enter(` ${code} `)).status).toBe(204)
    const again = open()
    await again.signIn(email)
    await pool.query(`delete from attempts where key like 'second-factor:used:%'`)
    expect(await problem(await again.enter(code))).toMatchObject({ at: '#/code' })
    const renewed = await at.post('/v1/me/second-factor/backup-codes', { password })
    const { backupCodes } = backupCodesSchema.parse(await renewed.json())
    expect((await again.enter(other)).status).toBe(400)
    expect((await again.enter(backupCodes[0] ?? '')).status).toBe(204)
  })

  test('may be guessed so often, whatever from and over a restart; knowing the password makes no new tries', async () => {
    const { email, begun } = await enrolled()
    for (let attempt = 1; attempt <= 6; attempt++) {
      const guesser = open(server, `203.0.113.${attempt}`)
      await guesser.signIn(email)
      expect((await guesser.enter(String(attempt).padStart(6, '0'))).status).toBe(400)
    }
    await server.stop()
    server = await start({ vigieSecret: first })
    const late = open(server, '203.0.113.77')
    expect((await late.signIn(email)).status).toBe(202)
    const limited = await late.enter(oneTimeCode(begun.secret))
    expect(limited.status).toBe(429)
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(600)
  })

  test.each([
    ['without the password before it', () => Promise.resolve()],
    [
      'after ten minutes',
      async (at: ReturnType<typeof open>, email: string) => {
        await at.signIn(email)
        await pool.query(`update verifications set expires_at = now() where identifier like '2fa-%'`)
      },
    ],
    [
      'of somebody who has been deactivated since',
      async (at: ReturnType<typeof open>, email: string) => {
        await at.signIn(email)
        await pool.query('update users set deactivated_at = now() where email = $1', [email])
      },
    ],
  ])('%s signs nobody in', async (_when, before) => {
    const { email, begun } = await enrolled()
    const at = open()
    await before(at, email)
    expect(await problem(await at.enter(oneTimeCode(begun.secret, 1)))).toMatchObject({ code: 'sign-in-required' })
    expect(await at.me()).toBe(401)
  })

  test('proves whose password it was, whoever else is signed in in that browser', async () => {
    const [ada, eve] = [await enrolled(), await enrolled()]
    expect((await eve.at.signIn(ada.email)).status).toBe(202)
    expect((await eve.at.enter(oneTimeCode(eve.begun.secret, 1))).status).toBe(400)
    expect((await eve.at.enter(oneTimeCode(ada.begun.secret, 1))).status).toBe(204)
    expect(await eve.at.me()).toMatchObject({ email: ada.email })
  })
})

test('whoever is deactivated is told so by nothing: the password is refused before a code is asked for', async () => {
  const { email } = await enrolled()
  await pool.query('update users set deactivated_at = now() where email = $1', [email])
  expect((await open().signIn(email)).status).toBe(401)
})

test('another password by a link signs nobody in, and leaves the second factor as it is', async () => {
  const { email, begun, at } = await enrolled()
  const issued = await issueReset(pool, email)
  const chosen = 'another long sentence of theirs'
  const browser = open()
  expect((await browser.post('/api/auth/reset-password', { token: issued?.token, password: chosen })).status).toBe(204)
  expect([await at.me(), await browser.me()]).toEqual([401, 401])
  expect((await browser.signIn(email, chosen)).status).toBe(202)
  expect((await browser.enter(oneTimeCode(begun.secret, 1))).status).toBe(204)
})

test.each([
  [
    'by a link',
    async ({ email, at }: Enrolled, chosen: string) =>
      at.post('/api/auth/reset-password', { token: (await issueReset(pool, email))?.token, password: chosen }),
  ],
  [
    'at the account',
    ({ at }: Enrolled, chosen: string) => at.post('/v1/me/password', { current: password, password: chosen }),
  ],
])('once there is another password, %s, no code completes what began with the former', async (_how, change) => {
  const enrolment = await enrolled()
  const late = open()
  expect((await late.signIn(enrolment.email)).status).toBe(202)
  expect((await change(enrolment, 'another long sentence of theirs')).status).toBe(204)
  const code = oneTimeCode(enrolment.begun.secret, 1)
  expect(await problem(await late.enter(code))).toMatchObject({ code: 'sign-in-required' })
  expect(await late.me()).toBe(401)
})

test('an administrator’s own is not taken away without the password, by whoever finds the browser or a token of theirs', async () => {
  const { id, at } = await enrolled()
  await pool.query(`update users set roles = '{admin}' where id = $1`, [id])
  const path = `/v1/users/${id}/reset-second-factor`
  expect(await problem(await at.post(path, {}))).toMatchObject({ status: 409, code: 'conflict' })
  const made = await at.post('/v1/tokens', { name: 'A program', roles: ['admin'] })
  const { token } = createdTokenSchema.parse(await made.json())
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const answer = await fetch(server.url + path, { method: 'POST', headers, body: '{}' })
  expect(await problem(answer)).toMatchObject({ status: 409, code: 'conflict' })
  expect(await at.me()).toMatchObject({ hasSecondFactor: true })
})

test('an administrator takes a second factor away, which is in the audit; others may not', async () => {
  const { id, email, begun } = await enrolled()
  const late = open()
  await late.signIn(email)
  const reset = async (roles: ['admin'] | ['sales']) => {
    const { cookie } = await signInAs({ databaseUrl, vigieSecret: first, roles })
    const headers = { cookie, 'content-type': 'application/json' }
    return fetch(`${server.url}/v1/users/${id}/reset-second-factor`, { method: 'POST', headers, body: '{}' })
  }
  expect((await reset(['sales'])).status).toBe(403)
  const answer = await reset(['admin'])
  expect([answer.status, await answer.json()]).toMatchObject([200, { email, hasSecondFactor: false }])
  expect((await open().signIn(email)).status).toBe(204)
  for (const code of [begun.backupCodes[0] ?? '', oneTimeCode(begun.secret, 1)]) {
    expect(await problem(await late.enter(code))).toMatchObject({ status: 409, code: 'conflict' })
  }
  const { rows } = await pool.query(
    `select outcome, subject from audit_entries where action = 'user.reset-second-factor' order by id desc limit 1`,
  )
  expect(rows).toEqual([{ outcome: 'done', subject: email }])
})

test('a token has no second factor, and gives none to whose cookie comes with it', async () => {
  const { cookie, id } = await signInAs({ databaseUrl, vigieSecret: first, roles: ['admin'] })
  const headers = { cookie, 'content-type': 'application/json' }
  const made = await fetch(`${server.url}/v1/tokens`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ name: 'A program', roles: ['data'] }),
  })
  const { token } = (await made.json()) as { token: string } // tokens/routes.ts
  const answer = await fetch(`${server.url}/v1/me/second-factor`, {
    method: 'POST',
    headers: { ...headers, authorization: `Bearer ${token}` },
    body: JSON.stringify({ password }),
  })
  expect(answer.status).toBe(401)
  expect((await pool.query('select from two_factors where user_id = $1', [id])).rowCount).toBe(0)
})

test('after a change of VIGIE_SECRET the app’s codes and those for a lost phone still fit, also once the former is forgotten', async () => {
  const { email, begun } = await enrolled()
  for (const [secrets, code] of [
    [{ vigieSecret: second, formerSecrets: [first] }, oneTimeCode(begun.secret, 1)],
    [{ vigieSecret: second }, begun.backupCodes[3] ?? ''],
  ] as const) {
    const changed = await start(secrets)
    onTestFinished(() => changed.stop())
    const at = open(changed)
    expect((await at.signIn(email)).status).toBe(202)
    expect((await at.enter(code)).status).toBe(204)
  }
})

test('of a second factor each part is sealed anew for itself, whichever process wrote it last', async () => {
  const { id, begun } = await enrolled()
  const key = signInSecret(second)
  await pool.query('update two_factors set secret = $2 where user_id = $1', [
    id,
    await symmetricEncrypt({ key, data: begun.secret }),
  ])
  await (await start({ vigieSecret: second, formerSecrets: [first] })).stop()
  const { rows } = await pool.query<{ secret: string; codes: string }>(
    'select secret, backup_codes as codes from two_factors where user_id = $1',
    [id],
  )
  const [sealed] = rows
  expect(await symmetricDecrypt({ key, data: sealed?.secret ?? '' })).toBe(begun.secret)
  expect(await symmetricDecrypt({ key, data: sealed?.codes ?? '' })).toContain(begun.backupCodes[0])
})
