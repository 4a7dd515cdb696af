import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../testing/database.ts'
import { openLog } from '../../testing/log-fixture.ts'
import { hoursPerWeek } from '../demand/demand-profile.ts'
import { loadDemand } from './load-pairs.ts'
import { emptyState } from './state.ts'
import { KnownShapes } from './week-shape.ts'

const { url } = await testDatabase()
const { pool, close } = await openLog(url)
afterAll(close)

test('a batch of more SKUs than shapes are kept has the shape of each, and as many are kept as may be', async () => {
  await pool.query(
    `insert into sku_demand (sku, week, weights, updated_position)
     select sku, now(), array_fill(n::float8, array[$2::int]), n
     from unnest($1::text[]) with ordinality as said (sku, n)`,
    [['a', 'b', 'c'], hoursPerWeek],
  )
  const shapes = new KnownShapes({ most: 2 })
  const load = async (skus: readonly string[]) => {
    const state = emptyState()
    await loadDemand(pool, state, { skus, shapes })
    return skus.map((sku) => state.skus.get(sku)?.shape.weights[0])
  }
  expect(await load(['b', 'c'])).toEqual([2, 3])
  // By name, in the table and in what is asked for, the one whose shape is not known comes first.
  expect(await load(['a', 'b', 'c'])).toEqual([1, 2, 3])
  expect(['a', 'b', 'c'].filter((sku) => shapes.positionOf(sku) !== null)).toHaveLength(2)
  expect(await load(['a', 'b', 'c'])).toEqual([1, 2, 3])
})
