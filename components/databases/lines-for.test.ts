import { expect, test } from 'vitest'
import { tableMappingSchema } from '#contract/database.ts'
import { ordersMapping, tableOf } from './fixtures.ts'
import { linesFor } from './lines-for.ts'

const column = (name: string) => ({ name, type: 'integer', nullable: true, generated: false })
const orders = tableOf('public.orders')

test('lines refer to their row by the key columns that both tables have, else by a guess to be mended', () => {
  const items = tableOf('public.items', { columns: [column('line'), column('order_id')] })
  const lines = linesFor(orders, items)
  expect(lines.match).toEqual({ order_id: 'order_id' })
  expect(linesFor(orders, tableOf('public.other', { columns: [column('x')] })).match).toEqual({ x: 'order_id' })
  expect(tableMappingSchema.parse({ ...ordersMapping, lines }).lines).toEqual(lines)
})
