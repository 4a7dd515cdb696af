import pg from 'pg'
import { expect, test } from 'vitest'
import { databaseConfigSchema } from '#contract/database.ts'
import { emptyDatabase } from '../../testing/database.ts'
import { tableMapping } from '../../testing/row-changes.ts'
import { errorsOf } from './check-database.ts'
import { openConnection } from './connection.ts'
import { withDatabase } from './inspect.ts'

const { url } = await emptyDatabase()

test('tables and mappings are held to the live schema together, by pointer into the config', async () => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`create table orders (id int primary key, total numeric(10, 2),
    doubled numeric generated always as (total * 2) stored, gross numeric generated always as (total * 1.2) virtual)`)
  await client.end()
  const mappings = [
    tableMapping({ name: 'good', data: { totalMinor: { column: 'total', as: 'minor-units' } } }),
    tableMapping({ name: 'bad', data: { a: { column: 'totl' } } }),
    tableMapping({ name: 'generated', data: { a: { column: 'doubled' }, b: { column: 'gross' } } }),
  ]
  const tables = ['public.orders', 'public.nowhere']
  const config = databaseConfigSchema.parse({ capture: 'outbox', tables, mappings })
  const errors = await withDatabase(openConnection(url, 'test'), (asked) => errorsOf(asked, config))
  const saved = await withDatabase(openConnection(url, 'test'), (asked) => errorsOf(asked, config, { isSaved: true }))
  expect(saved).toEqual(errors.slice(0, 2))
  expect(errors).toEqual([
    { pointer: '#/config/tables/1', detail: expect.stringContaining('public.nowhere') },
    { pointer: '#/config/mappings/1/data/a/column', detail: expect.stringContaining('did you mean total?') },
    { pointer: '#/config/mappings/2/data/b/column', detail: expect.stringContaining('is a virtual generated column') },
  ])
})
