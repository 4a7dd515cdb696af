import pino from 'pino'
import { afterAll, beforeEach, expect, test } from 'vitest'
import * as z from 'zod'
import { createPool } from '../db/pool.ts'
import { testDatabase } from '../testing/database.ts'
import { KeptRequests } from './kept-requests.ts'
import type { ProviderRequest } from './provider.ts'

const { url: databaseUrl } = await testDatabase()
const logger = pino({ level: 'silent' })
const pool = createPool({ databaseUrl, logger, name: 'test', max: 2 })
afterAll(() => pool.end())
beforeEach(() => pool.query('truncate kept_requests'))

let elapsedMs = 0
const clock = { now: () => Date.parse('2026-11-23T12:00:00Z'), monotonic: () => elapsedMs }

function request(change: Partial<ProviderRequest> = {}): ProviderRequest {
  const rawBody = Buffer.from('{}')
  return { source: 'shop', method: 'POST', url: '/v1/events', headers: {}, rawBody, now: clock.now(), ...change }
}

function open(of = pool): KeptRequests {
  return new KeptRequests({ pool: of, clock, logger })
}

async function kept() {
  const { rows } = await pool.query<{ source: string; url: string; headers: unknown; bytes: number; of: number }>(
    'select source, url, headers, octet_length(body) as bytes, body_bytes as of from kept_requests order by id',
  )
  return rows
}

test('a request is kept without its keys, and of a long body the beginning', async () => {
  const requests = open()
  const headers = { authorization: 'Bearer k', 'x-odd': ['a\u0000', '\ud800'] }
  const rawBody = Buffer.alloc(100_000, 'x')
  requests.offer(request({ url: '/v1/events?access_token=k&b=\u0000', headers, rawBody }), 1n, 2n)
  await requests.stop()
  expect(await kept()).toMatchObject([
    { url: '/v1/events?access_token=%5Bnot%20kept%5D&b=\ufffd', bytes: 65_536, of: 100_000 },
  ])
  expect((await kept())[0]?.headers).toMatchObject({ authorization: '[not kept]' })
})

test('of each source a few a second are kept', async () => {
  const requests = open()
  for (let position = 1n; position <= 50n; position++) requests.offer(request(), position, position)
  requests.offer(request({ source: 'crm' }), 51n, 51n)
  elapsedMs += 1000
  requests.offer(request(), 52n, 52n)
  await requests.stop()
  const sources = (await kept()).map(({ source }) => source)
  expect(sources.filter((source) => source === 'shop')).toHaveLength(21)
  expect(sources.filter((source) => source === 'crm')).toHaveLength(1)
})

const statementSchema = z.object({ values: z.array(z.array(z.unknown())) })

test('what waits for a slow database is bounded, and nothing fails when it does not answer', async () => {
  const silent = createPool({ databaseUrl, logger, name: 'silent', max: 1 })
  const written: number[] = []
  silent.query = (query: unknown) => {
    written.push(statementSchema.parse(query).values[0]?.length ?? 0)
    return Promise.reject(new Error('Connection terminated'))
  }
  const requests = open(silent)
  const rawBody = Buffer.alloc(1024 * 1024)
  for (let index = 0; index < 500; index++) requests.offer(request({ source: `s${index}`, rawBody }), 1n, 1n)
  await requests.stop()
  expect(written).toEqual([128])
  requests.offer(request(), 1n, 1n)
  await requests.stop()
  expect(written).toEqual([128, 1])
  await silent.end()
})
