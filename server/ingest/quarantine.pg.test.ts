import type pg from 'pg'
import pino from 'pino'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { RefusalStage } from '#contract/quarantine.ts'
import { createPool } from '../db/pool.ts'
import { Telemetry } from '../runtime/telemetry.ts'
import { testDatabase } from '../testing/database.ts'
import type { ProviderRequest } from './provider.ts'
import { listQuarantined, markReplayed, readQuarantined, totalQuarantined } from './quarantined-requests.ts'
import { Quarantine } from './quarantine.ts'

const { url: databaseUrl } = await testDatabase()
const logger = pino({ level: 'silent' })
const pool = createPool({ databaseUrl, logger, name: 'test', max: 2 })
afterAll(() => pool.end())

const hour = 3_600_000
let now = Date.parse('2026-11-23T12:00:00Z')
let elapsedMs = 0
const clock = { now: () => now, monotonic: () => elapsedMs }
const ring = { requests: 3, bytes: 1000, keepMs: 24 * hour }
let quarantine: Quarantine

function open(of: pg.Pool = pool): Quarantine {
  const options = { pool: of, clock, logger, telemetry: new Telemetry() }
  return new Quarantine(options, { schema: ring, mapping: { ...ring, keepMs: hour } })
}

beforeEach(async () => {
  await pool.query('truncate quarantined_requests, refusal_counts')
  quarantine = open()
})
afterEach(() => quarantine.stop())

function request(change: Partial<ProviderRequest> = {}): ProviderRequest {
  const rawBody = Buffer.from('{"type":7}')
  return { source: 'shop', method: 'POST', url: '/v1/webhooks/shop', headers: {}, rawBody, now, ...change }
}

function keep(change: Partial<ProviderRequest> = {}, stage: RefusalStage = 'schema'): Promise<bigint | null> {
  return quarantine.keep(request(change), { stage, code: 'invalid-event', detail: 'why', errors: [] })
}

async function bodiesOf(source: string, stage: RefusalStage = 'schema'): Promise<string[]> {
  const kept = await listQuarantined(pool, { source, stage, limit: 200 })
  const raw = await Promise.all(kept.map(({ id }) => readQuarantined(pool, BigInt(id))))
  return raw.map(({ body }) => body.toString())
}

async function totalOf(source: string, stage: RefusalStage) {
  await quarantine.stop()
  const totals = await totalQuarantined(pool, new Date(now))
  return totals.find((total) => total.source === source && total.stage === stage)
}

describe('what is kept of a request', () => {
  test('is all that came, but for keys', async () => {
    const headers = { authorization: 'Bearer k', accept: ['a', 'b'], 'x-signature': 'aa' }
    const id = await keep({ headers, url: '/v1/webhooks/shop?a=1&access_token=k#', rawBody: Buffer.from([0, 255]) })
    const kept = await readQuarantined(pool, id ?? 0n)
    expect(kept.headers).toEqual({ authorization: '[not kept]', accept: ['a', 'b'], 'x-signature': 'aa' })
    expect(kept.request.url).toBe('/v1/webhooks/shop?a=1&access_token=%5Bnot%20kept%5D#')
    expect([...kept.body]).toEqual([0, 255])
    expect(kept.receivedAt).toBe(now)
  })

  test('may hold what PostgreSQL cannot', async () => {
    const refusal = {
      stage: 'schema' as const,
      code: 'invalid-event' as const,
      detail: 'bad\u0000 and \ud800',
      errors: [{ pointer: '#/\u0000', detail: 'no \u0000 \udfff' }],
    }
    const odd = request({ url: '/\u0000', headers: { 'x-odd': 'a\u0000b', 'x-half': '\ud800' } })
    const id = await quarantine.keep(odd, refusal)
    const kept = await readQuarantined(pool, id ?? 0n)
    expect(kept.request.url).toBe('/\ufffd')
    expect(kept.headers['x-odd']).toBe('a\u0000b')
    expect(kept.request.errors).toHaveLength(1)
  })

  test('has a bounded reason, however long the names in it are', async () => {
    const errors = Array.from({ length: 300 }, () => ({ pointer: `#/${'x'.repeat(5000)}`, detail: 'y'.repeat(5000) }))
    const id = await quarantine.keep(request(), {
      stage: 'schema',
      code: 'invalid-event',
      detail: 'z'.repeat(1e6),
      errors,
    })
    const { request: kept } = await readQuarantined(pool, id ?? 0n)
    expect(kept.errors).toHaveLength(100)
    expect(JSON.stringify(kept).length).toBeLessThan(120_000)
  })
})

describe('a ring', () => {
  test('pushes out the oldest of its own source and stage, and counts it', async () => {
    await keep({ source: 'crm' })
    await keep({}, 'not-allowed')
    for (let index = 1; index <= 5; index++) await keep({ rawBody: Buffer.from(String(index)) })
    expect(await totalOf('shop', 'schema')).toMatchObject({ open: 3, refusedLastDay: 5, dropped: 2 })
    expect(await bodiesOf('shop')).toEqual(['5', '4', '3'])
    expect(await bodiesOf('crm')).toHaveLength(1)
    expect(await bodiesOf('shop', 'not-allowed')).toHaveLength(1)
  })

  test('is bounded in bytes too', async () => {
    for (const letter of ['a', 'b', 'c']) await keep({ rawBody: Buffer.alloc(450, letter) })
    expect(await totalOf('shop', 'schema')).toMatchObject({ open: 2, dropped: 1 })
  })

  test('lets go what is resolved before what is open', async () => {
    const ids = [await keep({ rawBody: Buffer.from('old') }), await keep({ rawBody: Buffer.from('resolved') })]
    await markReplayed(pool, ids[1] ?? 0n, new Date(now))
    for (const body of ['c', 'd']) await keep({ rawBody: Buffer.from(body) })
    expect(await totalOf('shop', 'schema')).toMatchObject({ open: 3, dropped: 0 })
    expect(await bodiesOf('shop')).toEqual(['d', 'c', 'old'])
  })

  test('holds also when many come at once', async () => {
    const ids = await Promise.all(
      Array.from({ length: 250 }, (_, index) => keep({ rawBody: Buffer.from(String(index)) })),
    )
    expect(new Set(ids).size).toBe(250)
    expect(await totalOf('shop', 'schema')).toMatchObject({ open: 3, refusedLastDay: 250, dropped: 247 })
    expect(await bodiesOf('shop')).toEqual(['249', '248', '247'])
  })

  test('forgets what is too old, each stage after its own time', async () => {
    await keep()
    await keep({}, 'mapping')
    now += 2 * hour
    await quarantine.tidy()
    expect(await bodiesOf('shop', 'mapping')).toEqual([])
    expect(await bodiesOf('shop')).toHaveLength(1)
  })
})

test('of wrong signatures a few a minute are kept and all are counted', async () => {
  const ids: (bigint | null)[] = []
  for (let index = 0; index < 100; index++) ids.push(await keep({}, 'signature'))
  expect(ids.filter((id) => id !== null)).toHaveLength(60)
  elapsedMs += 61_000
  expect(await keep({}, 'signature')).not.toBeNull()
  expect(await totalOf('shop', 'signature')).toMatchObject({ open: 61, refusedLastDay: 101, dropped: 40 })
})

describe('while the database is away', () => {
  const away = new URL(databaseUrl)
  away.port = '1'

  test('nothing is kept, nothing fails, and it is counted once the database is back', async () => {
    const broken = createPool({ databaseUrl: away.href, logger, name: 'away', max: 1 })
    const lost = open(broken)
    const refusal = { stage: 'schema', code: 'invalid-event', detail: 'why', errors: [] } as const
    expect(await Promise.all([lost.keep(request(), refusal), lost.keep(request(), refusal)])).toEqual([null, null])
    await lost.stop()
    broken.query = pool.query.bind(pool)
    await lost.stop()
    await broken.end()
    expect(await totalOf('shop', 'schema')).toMatchObject({ open: 0, refusedLastDay: 2, dropped: 2 })
  })

  test('what waits is bounded', async () => {
    const { promise: never, resolve } = Promise.withResolvers<void>()
    const silent = createPool({ databaseUrl, logger, name: 'silent', max: 1 })
    silent.query = () => never.then(() => Promise.reject(new Error('Connection terminated')))
    const stuck = open(silent)
    const big = request({ rawBody: Buffer.alloc(1024 * 1024) })
    const refusal = { stage: 'schema', code: 'invalid-event', detail: 'why', errors: [] } as const
    let settled = 0
    const all = Array.from({ length: 40 }, async () => {
      await stuck.keep(big, refusal)
      settled++
    })
    await new Promise(setImmediate)
    expect(settled).toBe(24)
    resolve()
    await Promise.all(all)
    await stuck.stop()
    await silent.end()
  })
})
