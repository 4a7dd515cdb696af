import { expect, test } from 'vitest'
import { parseRow } from './parse-row.ts'
import { maxValueBytes } from './row-change.ts'

test('numbers keep every digit', () => {
  const { row } = parseRow('{"id":9007199254740993,"price":12.90}')
  expect(JSON.stringify(row)).toBe('{"id":9007199254740993,"price":12.90}')
})

test('a value that is too long is left out and named, counted in bytes as PostgreSQL writes it', () => {
  const row = {
    id: 1,
    fits: 'x'.repeat(maxValueBytes),
    long: 'x'.repeat(maxValueBytes + 1),
    umlauts: 'ä'.repeat(maxValueBytes / 2 + 1),
    json: { list: Array.from({ length: maxValueBytes }, () => 1) },
  }
  expect(parseRow(JSON.stringify(row))).toEqual({
    row: { id: 1, fits: row.fits },
    omitted: ['long', 'umlauts', 'json'],
  })
})
