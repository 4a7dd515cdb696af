import pg from 'pg'
import { beforeAll, expect, test } from 'vitest'
import type { TableMapping } from '#contract/database.ts'
import { databaseConfigSchema } from '#contract/database.ts'
import { emptyDatabase } from '../../testing/database.ts'
import { tableMapping } from '../../testing/row-changes.ts'
import { openConnection } from './connection.ts'
import { withDatabase } from './inspect.ts'
import { previewMappings } from './preview.ts'

const { url } = await emptyDatabase()
const now = Date.parse('2026-11-27T12:00:00Z')

async function query(sql: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const result = await client.query<{ count: string }>(sql)
  await client.end()
  return result.rows
}

beforeAll(() =>
  query(`
    create table orders (id bigint primary key, total numeric(10, 2), status char(10), placed_at timestamp,
      gross numeric generated always as (total * 1.2) virtual);
    insert into orders select n, n + 0.5, case when n = 9 then 'open' else 'paid' end, '2026-11-26 10:00' from generate_series(1, 9) n;
    create table lines (order_id bigint references orders, nr int, sku text, primary key (order_id, nr));
    insert into lines values (8, 1, 'A'), (8, 2, 'B'), (7, 1, 'C')`).then(() => undefined),
)

function preview(config: unknown, mapping?: string) {
  const parsed = databaseConfigSchema.parse(config)
  return withDatabase(openConnection(url, 'test'), (client) =>
    previewMappings({ client, config: parsed, mapping, now }),
  )
}

const captured = (...mappings: Partial<TableMapping>[]) => ({
  capture: 'replication',
  tables: ['public.orders', 'public.lines'],
  mappings: mappings.map((mapping) => tableMapping(mapping)),
})
const placed: Partial<TableMapping> = {
  subject: 'order/{id}',
  occurredAt: 'placed_at',
  when: [{ column: 'status', is: 'equal', value: 'paid' }],
  data: { totalMinor: { column: 'total', as: 'minor-units' } },
  lines: { table: 'public.lines', match: { order_id: 'id' }, as: 'lines', data: { sku: { column: 'sku' } } },
}

test('the newest rows are shown with their lines, and those that do not fulfil the conditions with no event', async () => {
  const { errors, rows } = await preview(captured(placed))
  expect(errors).toEqual([])
  expect(rows.map(({ row }) => row['id'])).toEqual([9, 8, 7, 6, 5])
  // A virtual column has no value in what changes.
  expect(rows[0]?.row).not.toHaveProperty('gross')
  expect(rows[0]?.event).toBeNull()
  expect(rows[1]?.event).toEqual({
    type: 'order.placed',
    subject: 'order/8',
    occurredAt: '2026-11-26T10:00:00.000Z',
    data: { totalMinor: 850, lines: [{ sku: 'A' }, { sku: 'B' }] },
  })
  expect(rows[3]?.event?.data).toEqual({ totalMinor: 650, lines: [] })
})

test('what a row was before is taken as fulfilled, and a deleted row as the one that is there', async () => {
  const changed = { name: 'changed', on: ['update' as const], when: [{ column: 'total', is: 'changed' as const }] }
  const deleted = { name: 'deleted', on: ['delete' as const], data: { orderId: { column: 'id', as: 'text' as const } } }
  const { rows } = await preview(captured(changed, deleted))
  expect(rows[0]?.event?.type).toBe('order.placed')
  expect(rows.find(({ mapping }) => mapping === 'deleted')?.event?.data).toEqual({ orderId: '9' })
})

test('an event that does not fit its type is shown as what it would become', async () => {
  const { rows } = await preview(captured({ data: { currency: { column: 'status' } } }))
  expect(rows[0]?.event).toMatchObject({ type: 'public.orders.created', data: { mappingError: expect.any(String) } })
})

test('one mapping is tried alone, and one that does not fit leaves the others', async () => {
  const broken = { name: 'broken', data: { a: { column: 'nothing' } } }
  const config = captured(broken, { ...placed, name: 'fine' }, { name: 'gone', table: 'public.gone' })
  const { errors, rows } = await preview(config)
  expect(errors.map(({ pointer }) => pointer)).toEqual(['#/mappings/0/data/a/column', '#/mappings/2/table'])
  expect(rows.map(({ mapping }) => mapping)).toEqual([...Array(5).fill('broken'), ...Array(5).fill('fine')])
  expect((await preview(config, 'fine')).rows).toHaveLength(5)
})

test('a query is read like a table, also one that ends in a comment', async () => {
  const read = { table: 'erp.sales', key: ['id'], cursor: 'at' }
  const good = { ...read, query: 'select id, placed_at as at from orders -- all of them' }
  const config = { capture: 'poll', reads: [good], mappings: [tableMapping({ table: 'erp.sales' })] }
  const { errors, rows } = await preview(config)
  expect(errors).toEqual([])
  expect(rows).toHaveLength(5)
  expect(rows[0]).toMatchObject({ table: 'erp.sales', event: { type: 'order.placed' } })
})

test.each([
  ['is wrong', 'select nothing from orders', 'does not exist'],
  [
    'is more than one statement',
    'select 1) x; commit; drop table lines; select * from (select 1',
    'syntax error|multiple commands',
  ],
  ['writes', 'with gone as (delete from lines returning *) select * from gone', 'WITH clause|read-only'],
])('a query that %s is told at its place, and does nothing', async (_, sql, words) => {
  const config = { capture: 'poll', reads: [{ table: 'erp.sales', query: sql, key: ['id'], cursor: 'at' }] }
  const { errors } = await preview(config)
  expect(errors[0]).toEqual({ pointer: '#/reads/0/query', detail: expect.stringMatching(words) })
  expect(await query('select count(*) from lines')).toEqual([{ count: '3' }])
})

test('a mapping for which the database does not send enough of rows as they were is named with the SQL', async () => {
  const changed = tableMapping({ on: ['update'], when: [{ column: 'status', is: 'changed' }] })
  const { errors, rows } = await preview(captured({ ...changed, table: 'public.orders' }))
  expect(errors).toEqual([
    {
      pointer: '#/mappings/0',
      detail: expect.stringContaining('alter table "public"."orders" replica identity full;') as string,
    },
  ])
  expect(rows).toHaveLength(5)
})
