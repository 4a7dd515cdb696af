import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../testing/database.ts'
import { openLog } from '../../testing/log-fixture.ts'
import { searchProducts } from './search-products.ts'

const { url } = await testDatabase()
const { pool, close } = await openLog(url)
afterAll(close)

const titles = {
  'PARKA-OUE-M': 'Parka Ouessant M',
  'PARKA-OUE-L': 'Parka Ouessant L',
  'TEE-0042': 'Marinière d’été « Bréhat »',
  OUESSANT: 'Tapis',
}

beforeAll(async () => {
  await pool.query(
    `insert into products (sku, title, occurred_at, position) select key, value, now(), 1 from json_each_text($1)`,
    [JSON.stringify(titles)],
  )
  await pool.query(
    `insert into products (sku, title, occurred_at, position)
     select 'FILLER-' || n, 'Filler ' || n, now(), 1 from generate_series(1, 5000) n`,
  )
  await pool.query(
    `insert into sku_demand (sku, week, weights, updated_position)
     values ('EAN-3700123', now(), '{}', 1), ('TEE-0042', now(), '{}', 1)`,
  )
  await pool.query('analyze products')
})

const skus = async (q: string) => (await searchProducts(pool, q)).map(({ sku }) => sku)

describe('products are found', () => {
  test.each([
    ['by their title', 'Parka Ouessant M', ['PARKA-OUE-M']],
    ['by beginnings of its words in any order', 'oue park', ['PARKA-OUE-L', 'PARKA-OUE-M']],
    ['without case and accents', 'MARINIERE ete brehat', ['TEE-0042']],
    ['with accents that they do not have', 'pàrkâ m', ['PARKA-OUE-M']],
    ['by the beginning of a SKU', 'tee-00', ['TEE-0042']],
    ['by a SKU that nobody has given a title', 'ean 3700', ['EAN-3700123']],
    ['by nothing but what begins a word', 'uessant', []],
    ['by no sign that means something to a database', '%_', []],
  ])('%s', async (_how, q, found) => {
    expect(await skus(q)).toEqual(found)
  })

  test('the one of that SKU first, and ten at the most', async () => {
    expect((await skus('ouessant'))[0]).toBe('OUESSANT')
    const fillers = await skus('FILLER-5')
    expect(fillers).toHaveLength(10)
    expect(fillers[0]).toBe('FILLER-5')
    expect((await skus('filler 77'))[0]).toBe('FILLER-77')
  })

  test('by an index', async () => {
    const { rows } = await pool.query<{ 'QUERY PLAN': string }>(
      `explain select sku from products where plain_words(coalesce(title, '') || ' ' || sku) like '% parka%'`,
    )
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('products_words_idx')
  })
})
