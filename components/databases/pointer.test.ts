import { expect, test } from 'vitest'
import { databaseConfigSchema } from '#contract/database.ts'
import { ordersMapping } from './fixtures.ts'
import { refusalOf, stepOfRefusal, wrongInMapping, wrongInTable } from './pointer.ts'

const outbox = databaseConfigSchema.parse({
  capture: 'outbox',
  tables: ['public.log', 'public.orders'],
  mappings: [{ ...ordersMapping, name: 'log' }, ordersMapping],
})
const errors = [
  { pointer: '#/config/mappings/1/data/orderId/column', detail: 'there is no such column' },
  { pointer: '#/config/tables/0', detail: 'there is no such table' },
]

test('what is refused stands at the meaning and the table of which it was said, whatever their places are now', () => {
  const refusal = refusalOf(outbox, errors)
  expect(wrongInMapping(refusal)('orders', 'data', 'orderId')).toBe('there is no such column')
  expect(wrongInMapping(refusal)('orders', 'subject')).toBeUndefined()
  expect(wrongInMapping(refusal)('log')).toBeUndefined()
  expect(wrongInMapping(refusal)('made-since')).toBeUndefined()
  expect(wrongInTable(refusal)('public.log')).toBe('there is no such table')
  expect(wrongInTable(null)('public.log')).toBeUndefined()
})

test('how a table is polled is wrong at its fields', () => {
  const reads = [{ table: 'public.orders', key: ['order_id'], cursor: 'gone', overlap: 0 }]
  const polled = databaseConfigSchema.parse({ capture: 'poll', reads })
  const refusal = refusalOf(polled, [{ pointer: '#/config/reads/0/cursor', detail: 'there is no such column' }])
  expect(wrongInTable(refusal)('public.orders', 'cursor')).toBe('there is no such column')
  expect(stepOfRefusal(refusal)).toBe('tables')
})

test('the step opens in which the first of what is wrong can be mended', () => {
  expect(stepOfRefusal(refusalOf(outbox, errors))).toBe('meaning')
  expect(stepOfRefusal(refusalOf(outbox, [{ pointer: '#/slug', detail: '' }]))).toBeUndefined()
})
