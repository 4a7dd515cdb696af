import { expect, test } from 'vitest'
import type { TableMapping } from '#contract/database.ts'
import { tableMapping } from '../../testing/row-changes.ts'
import { mappingsWithoutBefore } from './rows-before.ts'

const orders = { table: 'public.orders', key: ['order_id'], sendsKeyOnly: ['public.orders'] }
const statement = 'alter table "public"."orders" replica identity full;'

const statementsFor = (mapping: Partial<TableMapping>, table = orders) =>
  mappingsWithoutBefore([tableMapping({ table: 'public.orders', on: ['update'], ...mapping })], [table]).flatMap(
    ({ statements }) => statements,
  )

test.each<[string, Partial<TableMapping>, string[]]>([
  ['a column that has changed', { when: [{ column: 'status', is: 'changed' }] }, [statement]],
  ['a value from before', { data: { before: { column: 'n', of: 'before' } } }, [statement]],
  ['a condition on a deleted row', { on: ['delete'], when: [{ column: 'status', is: 'not-null' }] }, [statement]],
  ['a condition on a row as it is', { on: ['update'], when: [{ column: 'status', is: 'not-null' }] }, []],
  ['a key that has changed', { when: [{ column: 'order_id', is: 'changed' }] }, []],
  ['a row that is inserted', { on: ['insert'], data: { before: { column: 'n', of: 'before' } } }, []],
  ['values as they are', { data: { n: { column: 'n' } } }, []],
])('%s needs more of the row before than its key, or not', (_, mapping, statements) => {
  expect(statementsFor(mapping)).toEqual(statements)
})

test('a table that sends whole rows needs nothing, and of a partitioned one each partition that does not', () => {
  const changed: Partial<TableMapping> = { when: [{ column: 'status', is: 'changed' }] }
  expect(statementsFor(changed, { ...orders, sendsKeyOnly: [] })).toEqual([])
  expect(statementsFor(changed, { ...orders, sendsKeyOnly: ['public.a', 'public.b'] })).toHaveLength(2)
})
