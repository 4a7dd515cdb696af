import { afterAll, beforeAll, expect, test } from 'vitest'
import { createdSourceSchema } from '#contract/api.ts'
import type { EventServer } from './event-server.ts'
import { testDatabase } from './testing/database.ts'
import type { RawAnswer } from './testing/raw-http.ts'
import { sendRaw } from './testing/raw-http.ts'
import { signedRequest } from './testing/signed-request.ts'
import { startServer } from './testing/tracking-server.ts'

const { url: databaseUrl } = await testDatabase()
let server: EventServer

beforeAll(async () => {
  server = await startServer(databaseUrl)
})
afterAll(() => server.stop())

async function createSource(source: object): Promise<string> {
  const headers = { 'content-type': 'application/json' }
  const answer = await sendRaw(`${server.url}/v1/sources`, { headers, body: JSON.stringify(source) })
  return createdSourceSchema.parse(JSON.parse(answer.text)).secret
}

/** As the web app hands it on for a caller of that address. */
function send(slug: string, { secret, address }: { secret?: string; address: string }): Promise<RawAnswer> {
  const { headers, body } = signedRequest({ body: '{"type":"a.b"}', secret: secret ?? `whsec_${'A'.repeat(32)}` })
  const url = `${server.url}/v1/webhooks/${slug}`
  return sendRaw(url, { headers: { ...headers, 'x-forwarded-for': `1.1.1.1, ${address}` }, body })
}

async function statusesOf(count: number, ...sending: Parameters<typeof send>): Promise<Set<number>> {
  const answers = await Promise.all(Array.from({ length: count }, () => send(...sending)))
  return new Set(answers.map(({ status }) => status))
}

test('a source has its share of a minute, and every answer says what is left', async () => {
  const secret = await createSource({ slug: 'busy', ratePerMinute: 2 })
  const first = await send('busy', { secret, address: '203.0.113.1' })
  expect(first.headers['ratelimit-policy']).toBe('"source";q=2;w=60')
  expect(first.headers.ratelimit).toMatch(/^"source";r=1;t=\d+$/)
  await send('busy', { secret, address: '203.0.113.2' })
  const third = await send('busy', { secret, address: '203.0.113.3' })
  expect(third).toMatchObject({ status: 429, headers: { ratelimit: expect.stringMatching(/^"source";r=0;t=\d+$/) } })
  expect(Number(third.headers['retry-after'])).toBeGreaterThan(0)
  expect(JSON.parse(third.text)).toMatchObject({
    type: 'https://iana.org/assignments/http-problem-types#quota-exceeded',
    code: 'too-many-requests',
    'violated-policies': ['source'],
  })
})

test('nonsense of one address shuts out nobody else, at no source', async () => {
  const secret = await createSource({ slug: 'target', ratePerMinute: 400 })
  const other = await createSource({ slug: 'other' })
  expect(await statusesOf(300, 'target', { address: '203.0.113.9' })).toEqual(new Set([401]))
  expect(await statusesOf(300, 'target', { address: '203.0.113.9' })).toEqual(new Set([429]))
  expect((await send('target', { secret, address: '203.0.113.10' })).status).toBe(202)
  expect((await send('other', { secret: other, address: '203.0.113.9' })).status).toBe(202)
})

test('an address that asks for sources there are not is asked to wait, and who is known there is not', async () => {
  const secret = await createSource({ slug: 'neighbour' })
  expect(await statusesOf(300, 'nobody', { address: '203.0.113.20' })).toEqual(new Set([404]))
  expect(await statusesOf(1, 'nobody', { address: '203.0.113.20' })).toEqual(new Set([429]))
  expect((await send('neighbour', { secret, address: '203.0.113.20' })).status).toBe(202)
  expect(await statusesOf(1, 'nobody', { address: '203.0.113.21' })).toEqual(new Set([404]))
})
