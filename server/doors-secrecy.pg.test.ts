import { Writable } from 'node:stream'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { EventServer } from './event-server.ts'
import { startEventServer } from './testing/event-server.ts'
import { createLogger } from './runtime/logger.ts'
import { testDatabase } from './testing/database.ts'
import { requireSender, senders } from './testing/provider-request.ts'
import { sendRaw } from './testing/raw-http.ts'

/* Nothing that somebody sent, and nothing that proves who sent it, may stand in the log or come back to a stranger. */

const { url: databaseUrl } = await testDatabase()
const database = new pg.Client({ connectionString: databaseUrl })
await database.connect()
const logged: string[] = []
const sink = new Writable({
  write(line: Buffer, _encoding, done) {
    logged.push(line.toString())
    done()
  },
})
let server: EventServer
const kinds = [...senders.keys()]

beforeAll(async () => {
  server = await startEventServer({
    databaseUrl,
    host: '127.0.0.1',
    port: 0,
    vigieSecret: 'secret of this installation',
    publicUrl: null,
    demo: false,
    logger: createLogger('trace', sink),
  })
  for (const kind of kinds) {
    const { secret, config = {} } = requireSender(kind)
    const body = JSON.stringify({ slug: kind, kind, secret, config })
    await sendRaw(`${server.url}/v1/sources`, { headers: { 'content-type': 'application/json' }, body })
  }
})
afterAll(async () => {
  await server.stop()
  await database.end()
})
beforeEach(() => {
  logged.length = 0
})

const person = 'margaux.delacroix@example.com'
const events = [
  { type: 'order.placed', id: person, data: { totalMinor: person, email: person } },
  { type: 'a.b', id: `${person}-2`, data: { email: person } },
]
const bodies = [
  JSON.stringify(events),
  JSON.stringify({ type: `${person} `, id: person, writeKey: '7ad0d5a0-0000-4000-8000-000000000001' }),
  `{"email":"${person}",`,
  `"${person}`,
  `{"${person}":"\\u0000"}`,
]

function request(kind: string, body: string) {
  const { secret, sign, url = '/v1/webhooks/shop' } = requireSender(kind)
  const signature = sign(secret, body, Math.floor(Date.now() / 1000))
  const headers = {
    'content-type': 'application/json',
    cookie: `session=${person}`,
    'x-write-key': secret,
    ...signature,
  }
  return { path: `${url.replace('shop', kind)}?access_token=${secret}&email=${person}`, headers, secret, signature }
}

/** Sends what is signed right, what is not, and what nobody knows. */
async function sendAll(kind: string): Promise<string[]> {
  const answers: string[] = []
  for (const body of bodies) {
    const { path, headers } = request(kind, body)
    const forged = request(kind, `${body} `)
    answers.push((await sendRaw(server.url + path, { headers, body })).text)
    answers.push((await sendRaw(server.url + path, { headers: forged.headers, body })).text)
  }
  const { headers } = request(kind, '{}')
  answers.push((await sendRaw(`${server.url}/v1/webhooks/${person}`, { headers, body: '{}' })).text)
  return answers
}

function expectNothingOf(kind: string, texts: readonly string[]): void {
  const { secret, signature } = request(kind, bodies[0] ?? '')
  const signatures = Object.entries(signature).flatMap(([name, value]) =>
    /signature|hmac|authorization/.test(name) ? [value] : [],
  )
  for (const text of texts) {
    for (const word of [secret, ...signatures]) expect(text).not.toContain(word)
  }
}

test.each(kinds)('%s: refusals log and answer no secret, and log no person', async (kind) => {
  const answers = await sendAll(kind)
  expect(answers.length).toBeGreaterThan(0)
  expectNothingOf(kind, [...answers, ...logged])
  expect(logged.join('')).not.toContain(person)
})

test('a database that quotes what it is given puts none of it into the log', async () => {
  await database.query(
    'alter table quarantined_requests add constraint none_is_right check (length(source) < 0) not valid',
  )
  await database.query(`
    create function quote_event() returns trigger language plpgsql as
      $$ begin raise exception using errcode = '23514', message = 'refused', detail = new.id; end $$`)
  await database.query('create trigger quote before insert on event_keys for each row execute function quote_event()')
  await sendAll('standard-webhooks')
  expect(logged.join('')).toContain('could not be kept')
  expect(logged.join('')).not.toContain(person)
  await database.query('drop trigger quote on event_keys')
  await database.query('alter table quarantined_requests drop constraint none_is_right')
})

test('what is kept in the quarantine holds no key', async () => {
  await sendAll('bearer')
  const { rows } = await database.query<{ kept: string }>(
    'select url || headers::text as kept from quarantined_requests',
  )
  expect(rows.length).toBeGreaterThan(0)
  for (const kind of kinds) {
    const { secret } = requireSender(kind)
    for (const { kept } of rows) expect(kept).not.toContain(secret)
  }
})
