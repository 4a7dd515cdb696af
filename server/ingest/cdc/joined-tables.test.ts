import { expect, test } from 'vitest'
import type { TableMapping } from '#contract/database.ts'
import { joinedTables } from './joined-tables.ts'

const joining = (
  table: string,
  lines: string,
  match: Record<string, string>,
): Pick<TableMapping, 'table' | 'lines'> => ({
  table,
  lines: { table: lines, match, as: 'lines', data: {} },
})

test('nothing is joined by mappings without lines', () => {
  expect(joinedTables([{ table: 'orders', lines: undefined }])).toEqual([])
})

test('an order and its lines have the columns in common that match, in one order', () => {
  expect(joinedTables([joining('orders', 'lines', { order: 'id', shop: 'at' })])).toEqual([
    new Map([
      ['orders', ['at', 'id']],
      ['lines', ['shop', 'order']],
    ]),
  ])
})

test('mappings of the same rows, and of other lines of the same header, make one set; those of other tables another', () => {
  const sets = joinedTables([
    joining('orders', 'lines', { order_id: 'id' }),
    joining('orders', 'lines', { order_id: 'id' }),
    joining('visits', 'pages', { visit: 'id' }),
    joining('orders', 'payments', { paid: 'id' }),
  ])
  expect(sets).toEqual([
    new Map([
      ['visits', ['id']],
      ['pages', ['visit']],
    ]),
    new Map([
      ['orders', ['id']],
      ['lines', ['order_id']],
      ['payments', ['paid']],
    ]),
  ])
})

test('of tables that are joined in more than one way no group can be told', () => {
  const sets = joinedTables([
    joining('orders', 'lines', { order_id: 'id' }),
    joining('returns', 'lines', { return_id: 'id' }),
    joining('returns', 'notes', { of: 'id' }),
  ])
  expect(sets).toEqual([new Map(['orders', 'lines', 'returns', 'notes'].map((table) => [table, null]))])
})
