import { expect, test } from 'vitest'
import { tableMappingSchema } from '#contract/database.ts'
import { comparableOf, conditionOf, dataOf, membersOf, newMapping, textOfCondition } from './edit-mapping.ts'
import { ordersMapping, tableOf } from './fixtures.ts'
import { errorsOfConfig, wrongAt } from './pointer.ts'

test('a new meaning takes every column as it is, under a name that no other meaning has', () => {
  const made = newMapping(tableOf('public.orders'), [ordersMapping])
  expect(tableMappingSchema.parse(made)).toEqual(made)
  expect(made).toMatchObject({ name: 'orders-2', type: 'orders_2.added', data: { status: { column: 'status' } } })
  expect(newMapping(tableOf('public.店'), []).name).toBe('table')
  const long = newMapping(tableOf(`public.${'a_'.repeat(31)}`), [])
  expect(tableMappingSchema.parse(long)).toEqual(long)
})

test('members keep their order while they are edited, and one without a name is no member yet', () => {
  const members = membersOf(ordersMapping.data)
  expect(dataOf(members)).toEqual(ordersMapping.data)
  expect(dataOf([...members, { name: '', value: { constant: 1 } }])).toEqual(ordersMapping.data)
})

test.each([
  ['12', 'integer', 12],
  ['12.50', 'numeric(10,2)', 12.5],
  ['12345678901234567', 'bigint', '12345678901234567'],
  ['many', 'integer', 'many'],
  ['-3', 'bigint', -3],
  ['12', 'text', '12'],
  ['', 'integer', ''],
  ['true', 'boolean', true],
  ['yes', 'boolean', 'yes'],
])('%j compared with a column of type %s is %j', (text, type, value) => {
  expect(comparableOf(text, type)).toBe(value)
})

test.each([
  { column: 'status', is: 'equal', value: 'paid' },
  { column: 'status', is: 'one-of', values: ['paid', 'sent'] },
  { column: 'status', is: 'not-null' },
] as const)('the condition %j can be typed', (condition) => {
  const given = condition.is === 'one-of' ? { ...condition, values: [...condition.values] } : condition
  expect(conditionOf({ column: 'status', is: condition.is, text: textOfCondition(given) }, 'text')).toEqual(condition)
})

test('an error is found at its field, and an error inside of a field at the field', () => {
  const at = wrongAt(
    errorsOfConfig([
      { pointer: '#/config/mappings/1/data/a~1b/column', detail: 'no such column' },
      { pointer: '#/mappings/0/type', detail: 'bad' },
    ]),
  )
  expect(at('mappings', 1, 'data', 'a/b')).toBe('no such column')
  expect(at('mappings', 0, 'type')).toBe('bad')
  expect(at('mappings', 10, 'type')).toBeUndefined()
  expect(at('mappings', 0, 'typ')).toBeUndefined()
})
