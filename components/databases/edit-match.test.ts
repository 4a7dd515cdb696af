import { expect, test } from 'vitest'
import { addPair, isRepeated, matchOf, pairsOf } from './edit-match.ts'
import { tableOf } from './fixtures.ts'

const tables = { table: tableOf('public.orders'), lineTable: tableOf('public.lines') }

test('one pair more begins with a column that both tables have and that is in no pair yet', () => {
  const one = pairsOf({ order_id: 'order_id' })
  const two = addPair(one, tables)
  expect(matchOf(two)).toEqual({ order_id: 'order_id', status: 'status' })
  expect(addPair(addPair(two, tables), tables)).toHaveLength(3)
})

test('of two pairs with one column of the line the first counts, and the other is wrong', () => {
  const pairs = [...pairsOf({ order_id: 'order_id' }), { line: 'order_id', row: 'status' }]
  expect(matchOf(pairs)).toEqual({ order_id: 'order_id' })
  expect(pairs.map((_, index) => isRepeated(pairs, index))).toEqual([false, true])
})
