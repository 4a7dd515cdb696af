import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import pg from 'pg'
import { emptyDatabase } from '../../testing/database.ts'
import { faultProxy } from '../../testing/fault-proxy.ts'
import { hangUp, openConnection } from './connection.ts'
import { copyTables } from './copy-tables.ts'
import { readCatalogue } from './table-catalogue.ts'

const { url } = await emptyDatabase()
const admin = new pg.Client({ connectionString: url })
const lines: pg.Client[] = []

beforeAll(async () => {
  await admin.connect()
  await admin.query(`
    create table goods (id int primary key);
    insert into goods select generate_series(1, 5000);
    create view slow as select id, pg_sleep(1.2)::text as nap from goods where id <= 2;
  `)
})
afterEach(() => lines.splice(0).forEach(hangUp))
afterAll(() => admin.end())

interface Copied {
  by?: string
  add: (rows: readonly unknown[]) => void
  silenceMs: number
}

async function copy(table: string, { by = url, add, silenceMs }: Copied) {
  const client = await openConnection(by, 'erp').connect('copy', { statementTimeoutMs: 0 })
  lines.push(client)
  await client.query('begin transaction isolation level repeatable read read only')
  await copyTables({
    client,
    connection: openConnection(url, 'erp'),
    tables: await readCatalogue(client, [table]),
    stage: { add: async (rows) => add(rows) },
    report: () => undefined,
    signal: new AbortController().signal,
    silenceMs,
  })
}

test('a line that goes silent while rows are copied is noticed', async () => {
  await using proxy = await faultProxy(url)
  const copying = copy('public.goods', { by: proxy.url, add: () => proxy.freeze(), silenceMs: 200 })
  await expect(copying).rejects.toMatchObject({ code: 'connection-lost' })
})

test('a database that takes longer than a line may be silent is waited for', async () => {
  let copied = 0
  // What it does not work on it answers long before, on a busy machine, too; both rows together take longer twice.
  await copy('public.slow', { add: (rows) => (copied += rows.length), silenceMs: 1000 })
  expect(copied).toBe(2)
})
