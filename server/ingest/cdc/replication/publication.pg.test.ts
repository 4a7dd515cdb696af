import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { emptyDatabase } from '../../../testing/database.ts'
import { readCatalogue } from '../table-catalogue.ts'
import { ensurePublication, readPublication } from './publication.ts'

const { url } = await emptyDatabase()
const admin = new pg.Client({ connectionString: url })
const guestName = `guest_${randomUUID().slice(0, 8)}`
const guest = new pg.Client({ connectionString: asUser(url, guestName) })

beforeAll(async () => {
  await admin.connect()
  await admin.query(`
    create table orders (id int primary key);
    create table lines (id int primary key, "order" int);
    create table "Odd ""one""" (id int primary key);
    create table keyless (word text);
    create table days (day date primary key) partition by range (day);
    create table days_a partition of days for values from ('2026-01-01') to ('2026-02-01');
    create role ${guestName} login replication password 'secret';
    grant select on all tables in schema public to ${guestName};
  `)
  await guest.connect()
})
afterAll(async () => {
  await guest.end()
  await admin.query(`drop owned by ${guestName}; drop role ${guestName}`)
  await admin.end()
})

function asUser(base: string, user: string): string {
  const changed = new URL(base)
  changed.username = user
  changed.password = 'secret'
  return changed.href
}

async function ensure(name: string, tables: readonly string[], client = admin): Promise<string[]> {
  return (await ensurePublication(client, { name, tables: await readCatalogue(client, tables) })).statements
}

test('it is made with these tables, and once it is right nothing more is run', async () => {
  await ensure('made', ['public.orders', 'public.days', 'public.Odd "one"'])
  const { rows } = await admin.query(
    `select tablename::text from pg_publication_tables where pubname = 'made' order by 1`,
  )
  expect(rows.map((row: { tablename: string }) => row.tablename)).toEqual(['Odd "one"', 'days', 'orders'])
  expect(await readPublication(admin, 'made')).toMatchObject({ sendsEverything: true, isOwn: true })
  expect(await ensure('made', ['public.orders', 'public.days', 'public.Odd "one"'])).toEqual([])
})

test('one that is there is made to send exactly these tables, all of what happens to them', async () => {
  await admin.query(`create publication narrow for table orders with (publish = 'insert')`)
  await ensure('narrow', ['public.lines'])
  expect(await readPublication(admin, 'narrow')).toMatchObject({ tables: ['public.lines'], sendsEverything: true })
})

test("somebody else's goes on sending its other tables, though a superuser could take them out", async () => {
  await admin.query('create publication others for table orders with (publish_via_partition_root)')
  await admin.query(`alter publication others owner to ${guestName}`)
  await ensure('others', ['public.lines'])
  expect(await readPublication(admin, 'others')).toMatchObject({
    tables: ['public.lines', 'public.orders'],
    mayAlter: true,
    isOwn: false,
  })
})

test('one of whole schemas, or of all tables, is left as it is', async () => {
  await admin.query(`create publication whole for tables in schema public with (publish_via_partition_root)`)
  await admin.query(`create publication everything for all tables with (publish_via_partition_root)`)
  for (const name of ['whole', 'everything']) {
    await ensure(name, ['public.orders'])
    expect(await ensure(name, ['public.orders', 'public.lines'])).toEqual([])
  }
})

test('a table in which nothing identifies a row is refused before its updates would fail', async () => {
  await expect(ensure('unsafe', ['public.orders', 'public.keyless'])).rejects.toMatchObject({
    code: 'no-primary-key',
    message: expect.stringContaining('alter table "public"."keyless" replica identity full;') as string,
  })
  expect(await readPublication(admin, 'unsafe')).toBeNull()
})

test('who may not make it is told the SQL, and goes on when somebody has run it', async () => {
  const refusal: unknown = await ensure('asked', ['public.orders'], guest).catch((error: unknown) => error)
  expect(refusal).toMatchObject({ code: 'publication-missing' })
  const sql = /create publication .*;/.exec(String(refusal))?.[0] ?? ''
  await admin.query(sql)
  expect(await ensure('asked', ['public.orders'], guest)).toEqual([])
})

test('who may not change it is told the SQL; what it sends besides does no harm', async () => {
  await admin.query('create publication given for table orders with (publish_via_partition_root)')
  await ensure('given', ['public.orders'])
  await expect(ensure('given', ['public.orders', 'public.lines'], guest)).rejects.toMatchObject({
    code: 'insufficient-privilege',
    message: expect.stringContaining('alter publication "given" add table only "public"."lines";') as string,
  })
  await admin.query('alter publication given add table lines')
  expect(await ensure('given', ['public.lines'], guest)).toEqual([])
})
