import { expect, test } from 'vitest'
import type { MappedValue } from '#contract/database.ts'
import { rowChange } from '../../testing/row-changes.ts'
import { readMapped, toInstant } from './mapped-value.ts'

type As = Extract<MappedValue, { column: string }>['as']
const raw = (text: string) => JSON.rawJSON(text)

/** What it becomes, as JSON; undefined when it cannot. */
function become(value: unknown, as: As, digits?: number): string | undefined {
  const mapped = { column: 'c', as, ...(digits !== undefined && { digits }) }
  const read = readMapped(rowChange({ after: { c: value } }), mapped, 'UTC')
  return read.ok ? JSON.stringify(read.value) : undefined
}

test.each<[unknown, As, string | undefined]>([
  ['a', 'text', '"a"'],
  [raw('12.90'), 'text', '"12.90"'],
  [true, 'text', '"true"'],
  [[1, 2], 'text', '"[1,2]"'],
  [raw('9007199254740993'), 'number', '9007199254740993'],
  [' 0012.50 ', 'number', '12.50'],
  ['-007', 'number', '-7'],
  ['+5', 'number', '5'],
  ['12,50', 'number', undefined],
  ['NaN', 'number', undefined],
  ['1e999', 'number', undefined],
  [true, 'number', undefined],
  ['T', 'boolean', 'true'],
  ['no', 'boolean', 'false'],
  [1, 'boolean', 'true'],
  ['maybe', 'boolean', undefined],
  ['{"a": 12.90}', 'json', '{"a":12.90}'],
  [{ a: 1 }, 'json', '{"a":1}'],
  ['{a', 'json', undefined],
  ['['.repeat(99) + ']'.repeat(99), 'json', undefined],
  ['2026-11-27T12:00:00.123456+00:00', 'time', '"2026-11-27T12:00:00.123Z"'],
  ['soon', 'time', undefined],
])('%j as %s is %s', (value, as, expected) => {
  expect(become(value, as)).toBe(expected)
})

test.each<[unknown, number | undefined, string | undefined]>([
  [raw('12.90'), undefined, '1290'],
  ['12.9', undefined, '1290'],
  [12, undefined, '1200'],
  [raw('-0.05'), undefined, '-5'],
  [1000, 0, '1000'],
  ['1.234', 3, '1234'],
  ['12.905', undefined, undefined],
  ['$12.90', undefined, undefined],
  ['999999999999999999', undefined, undefined],
])('%j in minor units of %j digits is %s', (value, digits, expected) => {
  expect(become(value, 'minor-units', digits)).toBe(expected)
})

test.each<[unknown, string, string | undefined]>([
  ['2026-07-01T12:00:00', 'UTC', '2026-07-01T12:00:00.000Z'],
  ['2026-07-01T12:00:00', 'Europe/Paris', '2026-07-01T10:00:00.000Z'],
  ['2026-07-01T12:00:00+00:00', 'Europe/Paris', '2026-07-01T12:00:00.000Z'],
  ['2026-07-01 12:00:00-05', 'UTC', '2026-07-01T17:00:00.000Z'],
  ['2026-07-01', 'Europe/Paris', '2026-06-30T22:00:00.000Z'],
  // The clocks go forward at two and back at three.
  ['2026-03-29T02:30:00', 'Europe/Paris', '2026-03-29T01:30:00.000Z'],
  ['2026-10-25T02:30:00', 'Europe/Paris', '2026-10-25T00:30:00.000Z'],
  [1_795_000_000, 'UTC', '2026-11-18T11:06:40.000Z'],
  [1_795_000_000_000, 'UTC', '2026-11-18T11:06:40.000Z'],
  ['2026-02-30', 'UTC', undefined],
  ['infinity', 'UTC', undefined],
  ['0044-03-15 BC', 'UTC', undefined],
  ['9999-12-31T23:59:59-05:00', 'UTC', undefined],
  ['9999-12-31T23:59:59', 'America/New_York', undefined],
  [null, 'UTC', undefined],
])('%j in %s is %s', (value, zone, expected) => {
  const at = toInstant(value, zone)
  expect(at === undefined ? undefined : new Date(at).toISOString()).toBe(expected)
})

test.each(['__proto__', 'constructor', 'toString'])(
  'a column named %s is a column, and absent where there is none',
  (column) => {
    const row = JSON.parse(`{"${column}": 5}`) as Record<string, unknown> // the text is an object
    expect(readMapped(rowChange({ after: row }), { column }, 'UTC')).toEqual({ ok: true, value: 5 })
    expect(readMapped(rowChange({ after: {} }), { column }, 'UTC')).toEqual({ ok: true, value: undefined })
  },
)
