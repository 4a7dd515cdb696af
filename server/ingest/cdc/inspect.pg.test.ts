import pg from 'pg'
import { expect, test } from 'vitest'
import type { InspectedTable } from '#contract/database.ts'
import { inspectionSchema } from '#contract/database.ts'
import { emptyDatabase } from '../../testing/database.ts'
import { inspectDatabase } from './inspect.ts'

const { url } = await emptyDatabase()

async function run(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(sql)
  await client.end()
}

async function look() {
  const answer = inspectionSchema.parse(await inspectDatabase(url))
  if (!answer.ok) throw new Error(answer.problem.detail)
  return answer
}

async function tableNamed(name: string): Promise<InspectedTable | undefined> {
  return (await look()).tables.find(({ table }) => table === name)
}

test('an empty database has nothing to capture, and says so', async () => {
  const { tables, modes } = await look()
  expect(tables).toEqual([])
  expect(modes.poll).toMatchObject({ possible: false, obstacles: [{ code: 'insufficient-privilege' }] })
})

test('a table is shown with its columns, key, identity and size', async () => {
  await run(`
    create schema shop;
    create type shop.state as enum ('open', 'shut');
    create table shop.orders (
      region text, id bigint, state shop.state not null, total numeric(12, 2), tags text[], dropped int,
      cents bigint generated always as ((total * 100)::bigint) stored,
      primary key (id, region) include (state)
    );
    alter table shop.orders drop column dropped;
    insert into shop.orders (region, id, state) select 'eu', n, 'open' from generate_series(1, 250) n;
    analyze shop.orders`)
  const orders = await tableNamed('shop.orders')
  expect(orders).toMatchObject({
    primaryKey: ['id', 'region'],
    replicaIdentity: 'default',
    estimatedRows: 250,
    canSelect: true,
    isPartitioned: false,
    suggestedCursor: null,
  })
  expect(orders?.bytes).toBeGreaterThan(0)
  expect(orders?.columns).toEqual([
    { name: 'region', type: 'text', nullable: false, generated: false },
    { name: 'id', type: 'bigint', nullable: false, generated: false },
    { name: 'state', type: 'shop.state', nullable: false, generated: false },
    { name: 'total', type: 'numeric(12,2)', nullable: true, generated: false },
    { name: 'tags', type: 'text[]', nullable: true, generated: false },
    { name: 'cents', type: 'bigint', nullable: true, generated: true },
  ])
})

test('a partitioned table stands for its partitions, with the rows of all of them', async () => {
  await run(`
    create table sales (day date, id int, primary key (day, id)) partition by range (day);
    create table sales_a partition of sales for values from ('2026-01-01') to ('2026-02-01');
    create table sales_b partition of sales for values from ('2026-02-01') to ('2026-03-01') partition by range (day);
    create table sales_b_1 partition of sales_b for values from ('2026-02-01') to ('2026-02-15');
    insert into sales select date '2026-01-20' + n % 20, n from generate_series(1, 300) n;
    analyze sales_a; analyze sales_b_1`)
  const { tables } = await look()
  expect(tables.map(({ table }) => table)).toEqual(['public.sales', 'shop.orders'])
  expect(tables[0]).toMatchObject({ isPartitioned: true, estimatedRows: 300, primaryKey: ['day', 'id'] })
})

test('what an extension, a session or Vigie itself made is left out', async () => {
  await run(`
    create temp table passing (id int);
    create unlogged table kept (id int);
    create view shown as select 1 as one;
    create schema vigie;
    create table vigie.outbox (id int)`)
  const names = (await look()).tables.map(({ table }) => table)
  expect(names).toEqual(['public.kept', 'public.sales', 'shop.orders'])
})

test.each([
  ['id int primary key, updated_at timestamptz', 'updated_at'],
  ['id int primary key, "lastModified" timestamp', 'lastModified'],
  ['id int primary key, date_modified timestamp(3)', 'date_modified'],
  ['id bigserial primary key, created_at timestamptz', 'id'],
  ['id int generated always as identity primary key', 'id'],
  ['id int primary key, updated_at text', null],
  ['id uuid default gen_random_uuid() primary key', null],
  ['a serial, b int, primary key (a, b)', null],
])('the cursor of a table (%s) would be %s', async (columns, cursor) => {
  await run(`create table public.polled (${columns})`)
  try {
    expect((await tableNamed('public.polled'))?.suggestedCursor).toBe(cursor)
  } finally {
    await run('drop table public.polled')
  }
})

test('a table whose meaning leaves little doubt comes with mappings to begin with', async () => {
  await run('create table public.customers (id int primary key, email text)')
  try {
    const suggested = (await tableNamed('public.customers'))?.suggestedMappings
    expect(suggested?.map(({ type }) => type)).toEqual(['customer.created', 'customer.updated'])
  } finally {
    await run('drop table public.customers')
  }
})

test('a table that was never analyzed has the rows that were counted', async () => {
  await run(
    `create table public.fresh (id int primary key) with (autovacuum_enabled = off); insert into public.fresh select generate_series(1, 40)`,
  )
  await expect.poll(async () => (await tableNamed('public.fresh'))?.estimatedRows, { timeout: 20_000 }).toBe(40)
})

test('a table in a schema that the user may not use cannot be read, whatever is granted on it', async () => {
  const user = `reader_${crypto.randomUUID().slice(0, 8)}`
  await run(`create schema kept; create table kept.notes (id int primary key);
    create role ${user} login password 'secret'; grant select on kept.notes to ${user}`)
  const readable = new URL(url)
  readable.username = user
  readable.password = 'secret'
  const answer = inspectionSchema.parse(await inspectDatabase(readable.href))
  await run(`drop schema kept cascade; drop owned by ${user}; drop role ${user}`)
  if (!answer.ok) throw new Error(answer.problem.detail)
  expect(answer.tables.find(({ table }) => table === 'kept.notes')).toMatchObject({ canSelect: false })
  expect(answer.modes.poll.obstacles[0]?.detail).toContain(`grant usage on schema "kept" to "${user}"`)
})
