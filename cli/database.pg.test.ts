import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { captureStateSchema } from '#contract/capture-state.ts'
import { inspectionSchema, planSchema } from '#contract/database.ts'
import { fromTerminal, readAudit } from '#server/testing/audit-entries.ts'
import { emptyDatabase, testDatabase } from '#server/testing/database.ts'
import { vigieInProcess } from './testing/in-process.ts'

const { url } = await testDatabase()
const { url: erpUrl } = await emptyDatabase()

/** Nothing of what a command says holds the password. */
async function vigie(variables: Readonly<Record<string, string>>, ...args: string[]) {
  const own = { DATABASE_URL: url, VIGIE_SECRET: 'x'.repeat(32), VIGIE_DATA_DIR: '/nonexistent/vigie' }
  const left = await vigieInProcess({ ...own, ...variables }, args)
  expect(left.out + left.err).not.toContain(new URL(erpUrl).password)
  return left
}

const connected = { VIGIE_SOURCE_SECRET: erpUrl }

async function query(databaseUrl: string, sql: string, values: unknown[] = []): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    return (await client.query<object>(sql, values)).rows
  } finally {
    await client.end()
  }
}

/** What the terminal has done to a source, by the audit. */
async function actionsOn(slug: string): Promise<unknown[]> {
  const entries = await readAudit(url, slug)
  for (const entry of entries) expect(entry).toMatchObject({ ...fromTerminal, members: [] })
  return entries.map(({ action }) => action)
}

beforeAll(() =>
  query(erpUrl, `create table orders (id bigserial primary key, total numeric); create table notes (text text)`),
)

test('source inspect says what a database allows, for people and for programs', async () => {
  const said = await vigie(connected, 'source', 'inspect')
  expect(said).toMatchObject({ code: 0, err: '' })
  expect(said.out).toMatch(/^PostgreSQL \d+.*not encrypted$/m)
  expect(said.out).toMatch(/^ {2}replication +possible, recommended$/m)
  expect(said.out).toMatch(/^ {2}public.notes +about 0 rows, no primary key$/m)
  const json = await vigie({}, 'source', 'inspect', '--url', erpUrl, '--json')
  expect(inspectionSchema.parse(JSON.parse(json.out)).ok).toBe(true)
})

test('source inspect fails with what is wrong with a connection, and asks for one', async () => {
  const refused = await vigie({}, 'source', 'inspect', '--url', 'postgresql://a:b@127.0.0.1:1/c')
  expect(refused).toMatchObject({ code: 1, out: expect.stringMatching(/^connection-refused: /) })
  const nothing = await vigie({}, 'source', 'inspect')
  expect(nothing).toMatchObject({ code: 1, out: '', err: expect.stringContaining('VIGIE_SOURCE_SECRET') })
})

test('source connect shows its SQL and does nothing unless somebody agrees', async () => {
  const asked = await vigie(connected, 'source', 'connect', 'unasked', '--capture', 'outbox')
  expect(asked.code).toBe(1)
  expect(asked.out).toContain('create table if not exists "vigie".outbox')
  expect(asked.err).toMatch(/^vigie: Nobody is there to be asked: say --yes/)
  expect(await query(url, 'select slug from sources where slug = $1', ['unasked'])).toEqual([])
})

test('source connect --yes --json saves the source and prints one object', async () => {
  const args = ['--capture', 'outbox', '--tables', 'public.orders', '--yes', '--json']
  const { code, out } = await vigie(connected, 'source', 'connect', 'erp', ...args)
  expect(code).toBe(0)
  const said: unknown = JSON.parse(out)
  expect(said).toMatchObject({
    source: { slug: 'erp', kind: 'postgres', config: { capture: 'outbox', tables: ['public.orders'] } },
  })
  expect(planSchema.parse(Reflect.get(Object(said), 'plan')).statements).not.toEqual([])
  const again = await vigie(connected, 'source', 'connect', 'erp', ...args)
  expect(again).toMatchObject({ code: 1, out: '', err: expect.stringContaining('already a source named erp') })
  const looked = await vigie({}, 'source', 'inspect', 'erp')
  expect(looked).toMatchObject({ code: 0, err: '' })
  // Neither the refused one nor the look.
  expect(await actionsOn('erp')).toEqual(['source.create'])
})

test('source connect takes a whole config from a file, and says what does not fit the database', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vigie-config-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'erp.json')
  const mapping = { name: 'orders', table: 'public.orders', on: ['insert'], type: 'order.placed' }
  const config = { capture: 'poll', reads: [{ table: 'public.orders', key: ['id'], cursor: 'id' }] }
  await writeFile(path, JSON.stringify({ ...config, mappings: [{ ...mapping, data: { a: { column: 'totl' } } }] }))
  const refused = await vigie(connected, 'source', 'connect', 'polled', '--config', path)
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('#/config/mappings/0/data/a/column') })
  await writeFile(path, JSON.stringify(config))
  expect(await vigie(connected, 'source', 'connect', 'polled', '--config', path)).toMatchObject({ code: 0, err: '' })
  await writeFile(path, 'no JSON')
  const broken = await vigie(connected, 'source', 'connect', 'other', '--config', path)
  expect(broken).toMatchObject({ code: 1, err: expect.stringContaining('cannot be read as JSON') })
})

test('source connect says what somebody with more rights must run', async () => {
  const guest = `guest_${crypto.randomUUID().replaceAll('-', '').slice(0, 12)}`
  await query(erpUrl, `create role ${guest} login password 'guest'`)
  onTestFinished(async () => void (await query(erpUrl, `drop role ${guest}`)))
  const guestUrl = new URL(erpUrl)
  guestUrl.username = guest
  guestUrl.password = 'guest'
  const args = ['source', 'connect', 'guest', '--capture', 'replication', '--tables', 'public.orders', '--yes']
  const { code, out, err } = await vigie({ VIGIE_SOURCE_SECRET: guestUrl.href }, ...args)
  expect(code).toBe(1)
  expect(out).toContain(`alter role "${guest}" replication;`)
  expect(err).toContain('Have the rest run, then say this again.')
})

test.each([
  [['--capture', 'magic'], 'Say --capture as one of'],
  [['--tables', 'public.nowhere'], 'There is no table public.nowhere'],
  [['--capture', 'poll', '--tables', 'public.notes'], 'by which columns public.notes is to be polled'],
])('source connect %j says what to say instead', async (args, says) => {
  const refused = await vigie(connected, 'source', 'connect', 'other', '--yes', ...args)
  expect(refused).toMatchObject({ code: 1, out: '', err: expect.stringContaining(says) })
})

/** A source whose capture a server has taken up before, and which has a problem. */
async function failingSource(slug: string): Promise<void> {
  const made = await vigie(connected, 'source', 'connect', slug, '--capture', 'poll', '--tables', 'public.orders')
  expect(made).toMatchObject({ code: 0, err: '' })
  const state = captureStateSchema.parse({
    capture: 'poll',
    phase: 'waiting',
    problem: { code: 'query-failed', detail: 'make the query quicker', since: 0 },
    snapshot: null,
    asOf: null,
    lastChangeAt: null,
    canary: null,
    wal: null,
    gaps: [],
  })
  await query(url, 'insert into captures (source, state, updated_at) values ($1, $2, now())', [
    slug,
    JSON.stringify(state),
  ])
}

test('source snapshot orders a new beginning, which a server carries out', async () => {
  await failingSource('stale')
  expect(await vigie({}, 'source', 'snapshot', 'stale')).toMatchObject({ code: 0, err: '' })
  expect(await query(url, 'select asked from captures where source = $1', ['stale'])).toEqual([{ asked: 'begin-anew' }])
  expect(await actionsOn('stale')).toEqual(['source.create', 'source.snapshot'])
  const unknown = await vigie({}, 'source', 'snapshot', 'nobody')
  expect(unknown).toMatchObject({ code: 1, out: '', err: 'vigie: there is no captured source named nobody\n' })
})

test('source release pauses a source, and waits for nobody when no server has ever taken it up', async () => {
  await vigie(connected, 'source', 'connect', 'unused', '--capture', 'poll', '--tables', 'public.orders')
  const released = await vigie({}, 'source', 'release', 'unused', '--json')
  expect(JSON.parse(released.out)).toEqual({ source: 'unused', released: true })
  expect(await query(url, 'select enabled from sources where slug = $1', ['unused'])).toEqual([{ enabled: false }])
  expect(await actionsOn('unused')).toEqual(['source.create', 'source.release'])
})

test('doctor names the captures that have a problem', async () => {
  await failingSource('ailing')
  const { code, out } = await vigie({}, 'doctor')
  expect(code).toBe(1)
  expect(out).toMatch(/^FAIL {2}databases .*ailing: query-failed: make the query quicker/m)
})
