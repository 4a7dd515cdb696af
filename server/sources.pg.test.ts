import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { createdSourceSchema, sourceKindInfoSchema, sourceSchema } from '#contract/api.ts'
import { problemSchema } from '#contract/problem.ts'
import { viewSnapshotSchema } from '#contract/view.ts'
import { sourcesRowSchema } from '#contract/views/sources.ts'
import type { EventServer } from './event-server.ts'
import { startEventServer } from './testing/event-server.ts'
import { generateSecret } from './ingest/standard-webhooks.ts'
import { testDatabase } from './testing/database.ts'
import { silentLogger } from './testing/log-fixture.ts'
import { makeItNoon } from './testing/noon.ts'
import { signedRequest } from './testing/signed-request.ts'

const { url: databaseUrl } = await testDatabase()
await makeItNoon(databaseUrl)
const database = new pg.Client({ connectionString: databaseUrl })
await database.connect()
let server: EventServer

beforeAll(async () => {
  server = await startEventServer({
    databaseUrl,
    host: '127.0.0.1',
    port: 0,
    vigieSecret: 'secret of this installation',
    publicUrl: null,
    demo: false,
    logger: silentLogger,
  })
})
afterAll(async () => {
  await database.end()
  await server.stop()
})

function call(method: string, path: string, body?: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return fetch(server.url + path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) })
}

let made = 0
async function create(settings: Record<string, unknown> = {}) {
  const answer = await call('POST', '/v1/sources', { slug: `source-${++made}`, ...settings })
  return createdSourceSchema.parse(await answer.json())
}

const knock = (path: string, secret: string) =>
  fetch(server.url + path, signedRequest({ body: '{"type":"order.placed"}', secret }))

async function problemOf(answer: Response) {
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  const { code, status, errors = [] } = problemSchema.parse(await answer.json())
  expect(status).toBe(answer.status)
  return { code, pointers: errors.map(({ pointer }) => pointer) }
}

async function rowOf(slug: string) {
  const snapshot = viewSnapshotSchema.parse(await (await call('GET', '/v1/views/sources')).json())
  return sourcesRowSchema.parse(snapshot.rows[`source:${slug}`])
}

describe('changing a source', () => {
  test('what is given changes, all else stays, and nobody is told the secret again', async () => {
    const { secret, ...before } = await create({ promiseSeconds: 10 })
    const change = { name: 'Boutique', mode: 'poll', silenceSeconds: null, ratePerMinute: 60 }
    const answer = await call('PATCH', `/v1/sources/${before.slug}`, change)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual({ ...before, ...change })
    expect(await (await call('GET', `/v1/sources/${before.slug}`)).text()).not.toContain(secret)
  })

  test.each([
    [{ name: '' }, '#/name'],
    [{ name: 'a\nb' }, '#/name'],
    [{ promiseSeconds: 0 }, '#/promiseSeconds'],
    [{ silenceSeconds: 9 }, '#/silenceSeconds'],
    [{ ratePerMinute: 1.5 }, '#/ratePerMinute'],
    [{ mode: 'sometimes' }, '#/mode'],
    [{ kind: 'github' }, '#'],
    [{ config: { unknown: 1 } }, '#/config'],
  ])('%j is refused with a pointer to %s, and changes nothing', async (change, pointer) => {
    const { slug } = await create()
    const before = await (await call('GET', `/v1/sources/${slug}`)).json()
    expect(await problemOf(await call('PATCH', `/v1/sources/${slug}`, change))).toEqual({
      code: 'invalid-request',
      pointers: [pointer],
    })
    expect(await (await call('GET', `/v1/sources/${slug}`)).json()).toEqual(before)
  })

  test('the settings of its kind are checked by its kind', async () => {
    const { slug } = await create({ kind: 'hmac', config: { header: 'x-signature' } })
    const config = { header: 'x-signature', algorithm: 'md5' }
    const refused = await problemOf(await call('PATCH', `/v1/sources/${slug}`, { config }))
    expect(refused.pointers).toEqual(['#/config/algorithm'])
  })

  test('a source that there is not, and those of the server itself, cannot be changed, rotated or made', async () => {
    expect(await problemOf(await call('PATCH', '/v1/sources/nobody', { name: 'x' }))).toMatchObject({
      code: 'not-found',
    })
    expect(await problemOf(await call('POST', '/v1/sources/nobody/rotate', {}))).toMatchObject({ code: 'not-found' })
    for (const slug of ['try-it', 'vigie']) {
      expect((await call('PATCH', `/v1/sources/${slug}`, { name: 'x' })).status).toBe(403)
      expect((await call('POST', `/v1/sources/${slug}/rotate`, {})).status).toBe(403)
      expect(await problemOf(await call('POST', '/v1/sources', { slug }))).toMatchObject({ pointers: ['#/slug'] })
    }
  })
})

describe('a paused source', () => {
  test('asks its senders to come again, stores nothing, and goes on where it was once resumed', async () => {
    const { slug, path, secret } = await create()
    await call('PATCH', `/v1/sources/${slug}`, { enabled: false })
    const refused = await knock(path, secret)
    expect(refused.headers.get('retry-after')).toBe('60')
    expect(await problemOf(refused)).toMatchObject({ code: 'source-paused' })
    expect(refused.status).toBe(503)
    expect(await rowOf(slug)).toMatchObject({ enabled: false, lastReceivedAt: null })
    await call('PATCH', `/v1/sources/${slug}`, { enabled: true })
    expect((await knock(path, secret)).status).toBe(202)
  })
})

describe('rotating a secret', () => {
  test('both are accepted for the overlap', async () => {
    const { slug, path, secret } = await create()
    const rotated = createdSourceSchema.parse(await (await call('POST', `/v1/sources/${slug}/rotate`, {})).json())
    const until = Date.parse(rotated.previousSecretUntil ?? '')
    expect(Math.abs(until - Date.now() - 24 * 3_600_000)).toBeLessThan(60_000)
    expect((await knock(path, secret)).status).toBe(202)
    expect((await knock(path, rotated.secret)).status).toBe(202)
  })

  test('the old one ends at once when somebody else knows it', async () => {
    const { slug, path, secret } = await create()
    const given = generateSecret()
    const answer = await call('POST', `/v1/sources/${slug}/rotate`, { secret: given, overlapHours: 0 })
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(createdSourceSchema.parse(await answer.json())).toMatchObject({ secret: given, previousSecretUntil: null })
    expect((await knock(path, secret)).status).toBe(401)
    expect((await knock(path, given)).status).toBe(202)
  })

  test.each([
    [{ secret: 'short' }, '#/secret'],
    [{ overlapHours: -1 }, '#/overlapHours'],
    [{ overlapHours: 721 }, '#/overlapHours'],
  ])('%j is refused with a pointer, and the old secret stays', async (asked, pointer) => {
    const { slug, path, secret } = await create()
    const refused = await problemOf(await call('POST', `/v1/sources/${slug}/rotate`, asked))
    expect(refused).toEqual({ code: 'invalid-request', pointers: [pointer] })
    expect((await knock(path, secret)).status).toBe(202)
  })
})

describe('a kind whose key alone says who sends', async () => {
  test('two sources cannot have the same key, neither from the start nor after a rotation', async (context) => {
    const kinds = await kindsOf()
    const keyed = kinds.find(({ hasPublicKey }) => hasPublicKey)
    if (!keyed) return context.skip('no kind has a public key')
    const first = await create({ kind: keyed.kind })
    expect(first.publicKey).toBe(first.secret)
    const taken = { kind: keyed.kind, secret: first.secret, slug: 'second' }
    const conflict = { code: 'conflict', pointers: ['#/secret'] }
    expect(await problemOf(await call('POST', '/v1/sources', taken))).toEqual(conflict)
    const second = await create({ kind: keyed.kind })
    const rotation = call('POST', `/v1/sources/${second.slug}/rotate`, { secret: first.secret })
    expect(await problemOf(await rotation)).toEqual(conflict)
    const kept = sourceSchema.parse(await (await call('GET', `/v1/sources/${second.slug}`)).json())
    expect(kept.publicKey).toBe(second.secret)
  })
})

async function kindsOf() {
  const answer = z.object({ kinds: z.array(sourceKindInfoSchema) })
  return answer.parse(await (await call('GET', '/v1/source-kinds')).json()).kinds
}

describe('the sources view', () => {
  test('a source is in it as soon as it is made, with its settings; those of the server itself never are', async () => {
    const { slug } = await create({
      name: 'Till',
      kind: 'github',
      mode: 'micro-batch',
      promiseSeconds: 60,
      secret: 'it is secret',
    })
    const shown = {
      name: 'Till',
      sourceKind: 'github',
      mode: 'micro-batch',
      promiseSeconds: 60,
      silenceSeconds: 86_400,
    }
    expect(await rowOf(slug)).toMatchObject({ ...shown, today: 0, newest: null, silentSince: null, enabled: true })
    const { rows } = viewSnapshotSchema.parse(await (await call('GET', '/v1/views/sources')).json())
    expect(Object.keys(rows)).not.toContain('source:try-it')
  })

  test('it shows the newest event and counts what was refused', async () => {
    const { slug, path, secret } = await create()
    const applied = server.telemetry.once(
      'projection.applied',
      ({ projection, newest }) => projection === 'counters' && newest.source === slug,
    )
    expect((await knock(path, secret)).status).toBe(202)
    await applied
    expect((await knock(path, generateSecret())).status).toBe(401)
    // Refusals are counted in bundles.
    await expect.poll(async () => (await rowOf(slug)).refusedLastDay).toBe(1)
    expect(await rowOf(slug)).toMatchObject({
      today: 1,
      newest: { type: 'order.placed', position: (await server.log.head()).toString() },
      quarantined: 1,
    })
  })
})
