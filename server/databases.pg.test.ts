import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { access } from '#contract/access.ts'
import { createdSourceSchema } from '#contract/api.ts'
import { inspectionSchema, planSchema, previewSchema } from '#contract/database.ts'
import { problemSchema } from '#contract/problem.ts'
import type { EventServer } from './event-server.ts'
import { startEventServer } from './testing/event-server.ts'
import { createLogger } from './runtime/logger.ts'
import { emptyDatabase, testDatabase } from './testing/database.ts'

const { url: databaseUrl } = await testDatabase()
const { url: erpUrl } = await emptyDatabase()
const password = 'hunter2-is-secret'
const wrong = withPassword(password)
let server: EventServer
let logged = ''

beforeAll(async () => {
  const erp = new pg.Client({ connectionString: erpUrl })
  await erp.connect()
  await erp.query(`
    create table orders (id int primary key, total numeric);
    insert into orders values (1, 12.9);
    create function wipe() returns int language sql as 'delete from orders returning id'`)
  await erp.end()
  server = await startEventServer({
    databaseUrl,
    host: '127.0.0.1',
    port: 0,
    vigieSecret: 'secret of this installation',
    publicUrl: null,
    demo: false,
    logger: createLogger('trace', { write: (line: string) => void (logged += line) }),
  })
})
afterAll(() => server.stop())

function withPassword(other: string): string {
  const url = new URL(erpUrl)
  url.password = other
  return url.href
}

/** Every answer is looked at for what no answer may show. */
async function send(method: string, path: string, body?: object) {
  const answer = await fetch(server.url + path, {
    method,
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  for (const secret of [password, new URL(erpUrl).password]) expect(text).not.toContain(secret)
  return { status: answer.status, body: text === '' ? null : (JSON.parse(text) as unknown) }
}

const postSchema = z.looseObject({ post: z.looseObject({ 'x-access': z.string() }).optional() })
const config = { capture: 'outbox', tables: ['public.orders'] }
const erp = { slug: 'erp', kind: 'postgres', secret: erpUrl, config }

describe('POST /v1/databases/inspect', () => {
  test('answers what a database allows', async () => {
    const { status, body } = await send('POST', '/v1/databases/inspect', { connection: erpUrl })
    expect(status).toBe(200)
    expect(inspectionSchema.parse(body)).toMatchObject({ ok: true, tables: [{ table: 'public.orders' }] })
  })

  test('answers what is wrong with a connection', async () => {
    const { status, body } = await send('POST', '/v1/databases/inspect', { connection: wrong })
    expect(status).toBe(200)
    expect(inspectionSchema.parse(body)).toMatchObject({ ok: false, problem: { code: 'wrong-password' } })
  })

  test('knows no source that is not a database', async () => {
    await send('POST', '/v1/sources', { slug: 'shop' })
    expect((await send('POST', '/v1/databases/inspect', { source: 'shop' })).status).toBe(404)
  })

  test('turns away whoever comes while several are being looked at', async () => {
    const all = await Promise.all(
      Array.from({ length: 12 }, () => send('POST', '/v1/databases/inspect', { connection: erpUrl })),
    )
    const statuses = new Set(all.map(({ status }) => status))
    expect(statuses).toEqual(new Set([200, 429]))
  })
})

describe('POST /v1/databases/plan', () => {
  const target = { connection: erpUrl }

  test('answers the SQL that connecting would run', async () => {
    const { status, body } = await send('POST', '/v1/databases/plan', { target, config })
    expect(status).toBe(200)
    const { statements } = planSchema.parse(body)
    expect(new Set(statements.map(({ why }) => why))).toContain('outbox-table')
    expect(statements.every(({ allowed }) => allowed)).toBe(true)
  })

  test('says where a config is wrong', async () => {
    const { body } = await send('POST', '/v1/databases/plan', { target, config: { ...config, tables: [] } })
    expect(problemSchema.parse(body)).toMatchObject({ errors: [{ pointer: '#/config/tables' }] })
  })

  test('refuses a database that cannot be asked, or lacks a table, with its specific problem', async () => {
    const unreached = await send('POST', '/v1/databases/plan', { target: { connection: wrong }, config })
    expect(problemSchema.parse(unreached.body)).toMatchObject({ database_problem: 'wrong-password' })
    const lacking = { ...config, tables: ['public.nowhere'] }
    const { body } = await send('POST', '/v1/databases/plan', { target, config: lacking })
    expect(problemSchema.parse(body)).toMatchObject({ database_problem: 'table-unknown' })
  })
})

describe('POST /v1/databases/preview', () => {
  const mapping = { name: 'orders', table: 'public.orders', on: ['insert'], type: 'order.placed' }
  const ask = (data: object) =>
    send('POST', '/v1/databases/preview', {
      target: { connection: erpUrl },
      config: { ...config, mappings: [{ ...mapping, data }] },
    })

  test('answers live rows and what they would become', async () => {
    const { status, body } = await ask({ totalMinor: { column: 'total', as: 'minor-units' } })
    expect(status).toBe(200)
    expect(previewSchema.parse(body)).toMatchObject({ errors: [], rows: [{ event: { data: { totalMinor: 1290 } } }] })
  })

  test('answers what does not fit the live schema', async () => {
    const { body } = await ask({ totalMinor: { column: 'totale' } })
    expect(previewSchema.parse(body).errors).toMatchObject([{ pointer: '#/mappings/0/data/totalMinor/column' }])
  })

  test('changes nothing, whatever a query says', async () => {
    const reads = [{ table: 'public.gone', query: 'select wipe() as id', key: ['id'], cursor: 'id' }]
    const mappings = [{ ...mapping, table: 'public.gone', data: {} }]
    const polled = { capture: 'poll', reads, mappings }
    const { body } = await send('POST', '/v1/databases/preview', { target: { connection: erpUrl }, config: polled })
    expect(previewSchema.parse(body)).toMatchObject({
      rows: [],
      errors: [{ detail: expect.stringContaining('read-only transaction') }],
    })
  })
})

describe('a source of the kind postgres', () => {
  test('is refused when the database cannot be reached, with its specific problem', async () => {
    const { status, body } = await send('POST', '/v1/sources', { ...erp, secret: wrong })
    expect(status).toBe(400)
    expect(problemSchema.parse(body)).toMatchObject({
      code: 'invalid-request',
      database_problem: 'wrong-password',
      errors: [{ pointer: '#/secret' }],
    })
  })

  test('is refused without a connection', async () => {
    const { secret: _, ...without } = erp
    const { body } = await send('POST', '/v1/sources', without)
    expect(problemSchema.parse(body)).toMatchObject({ errors: [{ pointer: '#/secret' }] })
  })

  test('is refused when its config does not fit the live schema, by pointer', async () => {
    const tables = ['public.orders', 'public.nowhere']
    const { status, body } = await send('POST', '/v1/sources', { ...erp, config: { ...config, tables } })
    expect(status).toBe(400)
    const problem = problemSchema.parse(body)
    expect(problem).toMatchObject({ errors: [{ pointer: '#/config/tables/1' }] })
    expect(problem.database_problem).toBeUndefined()
  })

  test('is made when both fit, and its connection is never shown', async () => {
    const { status, body } = await send('POST', '/v1/sources', erp)
    expect(status).toBe(201)
    const { secret } = createdSourceSchema.parse(body)
    expect(new URL(secret)).toMatchObject({ password: '', pathname: new URL(erpUrl).pathname })
    await send('GET', '/v1/sources')
    const { body: inspected } = await send('POST', '/v1/databases/inspect', { source: 'erp' })
    expect(inspectionSchema.parse(inspected).ok).toBe(true)
  })

  test('is held to the live schema again when its config or its connection change', async () => {
    const changed = await send('PATCH', '/v1/sources/erp', { config: { ...config, tables: ['public.nowhere'] } })
    expect(problemSchema.parse(changed.body)).toMatchObject({ errors: [{ pointer: '#/config/tables/0' }] })
    const rotated = await send('POST', '/v1/sources/erp/rotate', { secret: wrong })
    expect(problemSchema.parse(rotated.body)).toMatchObject({ database_problem: 'wrong-password' })
    expect((await send('POST', '/v1/sources/erp/rotate', { secret: erpUrl })).status).toBe(200)
  })
})

describe('a captured database', () => {
  const plan = async () => {
    const { body } = await send('POST', '/v1/databases/plan', { target: { source: 'erp' }, config })
    return planSchema.parse(body).statements
  }

  test('has in it what was planned, until it is released and paused', async () => {
    await send('PATCH', '/v1/sources/erp', { enabled: true })
    await expect.poll(plan, { timeout: 30_000 }).toEqual([])
    expect((await send('POST', '/v1/sources/erp/release')).status).toBe(204)
    expect(await plan()).not.toEqual([])
    expect((await send('GET', '/v1/sources/erp')).body).toMatchObject({ enabled: false })
  })

  test('begins anew when it is told to', async () => {
    expect((await send('POST', '/v1/sources/erp/snapshot')).status).toBe(202)
    expect((await send('POST', '/v1/sources/shop/snapshot')).status).toBe(404)
    expect((await send('POST', '/v1/sources/shop/release')).status).toBe(404)
  })
})

test('what is done with databases is for admin and data alone', async () => {
  const answer = await fetch(`${server.url}/v1/openapi.json`)
  const { paths } = z.object({ paths: z.record(z.string(), postSchema) }).parse(await answer.json())
  const demanded = Object.entries(paths).flatMap(([path, { post }]) =>
    /databases|sources.*(?:snapshot|release)/.test(path) && post ? [post['x-access']] : [],
  )
  expect(demanded).toHaveLength(5)
  for (const permission of demanded) expect(Reflect.get(access, permission)).toEqual(['admin', 'data'])
})

test('no line of the log holds a password', () => {
  expect(logged).not.toContain(password)
  expect(logged).not.toContain(new URL(erpUrl).password)
})
