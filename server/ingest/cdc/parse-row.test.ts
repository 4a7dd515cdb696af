import { describe, expect, test } from 'vitest'
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

describe('json that the log could not hold is its own text, and every other value what it is', () => {
  const deep = `${'['.repeat(3000)}${']'.repeat(3000)}`

  test.each([
    ['U+0000', '{"a": "\\u0000"}'],
    ['half a surrogate pair', ' ["\\ud83d"]'],
    ['half a surrogate pair as a name', '{"\\udc00":{}}'],
    ['too deep', deep],
  ])('%s', (_, doc) => {
    const { row } = parseRow(
      `{"id":9007199254740993,"doc":${doc},"a \\"b\\": {}":"x\\u001f, y","list":[{"c":[1.10]}],"none":null}`,
    )
    expect(row['doc']).toBe(doc)
    const rest = { ...row, doc: 1 }
    expect(JSON.stringify(rest)).toBe(
      '{"id":9007199254740993,"doc":1,"a \\"b\\": {}":"x\\u001f, y","list":[{"c":[1.10]}],"none":null}',
    )
  })

  test('a character that is written in two halves is itself', () => {
    expect(parseRow('{"doc":["\\ud83d\\ude00"]}').row).toEqual({ doc: ['😀'] })
  })
})
