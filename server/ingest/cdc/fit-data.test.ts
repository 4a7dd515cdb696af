import { expect, test } from 'vitest'
import { fitData, maxEventBytes } from './fit-data.ts'

const mebibyte = (count: number) => 'x'.repeat(count * 1024 ** 2)

test('what fits is the same object', () => {
  const data = { op: 'c', after: { id: 1 } }
  expect(fitData(data).data).toBe(data)
})

test('numbers become doubles, and what holds none is the same object in both', () => {
  const before = { list: [1, 2], text: 'a' }
  const kept = ['note']
  const after = { total: JSON.rawJSON('1.50'), list: [JSON.rawJSON('2.00'), 3] }
  const { data, exactData } = fitData({ before, after, kept })
  expect(data).toEqual({ before, after: { total: 1.5, list: [2, 3] }, kept })
  expect(data['before']).toBe(before)
  expect(data['kept']).toBe(kept)
  expect(JSON.stringify(exactData)).toContain('{"total":1.50,"list":[2.00,3]}')
})

test('of what is too large the largest columns are left out, and named', () => {
  const { data, problem, bytes } = fitData({ before: { a: mebibyte(2), b: 1 }, after: { a: mebibyte(3), b: 2 } })
  expect(data).toEqual({ before: { a: mebibyte(2), b: 1 }, after: { b: 2 } })
  expect(problem).toBe('left out, too large or nested too deep: after.a')
  expect(bytes).toBeLessThan(maxEventBytes)
})

test('a value that is nested too deep is left out', () => {
  const deep = JSON.parse('['.repeat(5000) + ']'.repeat(5000)) as unknown
  expect(fitData({ after: { deep, id: 1 } }).data).toEqual({ after: { id: 1 } })
})

test('strings and names lose what a text of PostgreSQL cannot hold', () => {
  const { data, problem } = fitData({ after: { 'a\u0000': ['b\ud800'] } })
  expect(data).toEqual({ after: { 'a\u{fffd}': ['b\u{fffd}'] } })
  expect(problem).toContain('U+0000')
})

test('a member named __proto__ is one', () => {
  const data = JSON.parse('{"after": {"__proto__": 12.50, "text": "\\u0000"}}') as Record<string, unknown>
  expect(JSON.stringify(fitData(data).data)).toBe('{"after":{"__proto__":12.5,"text":"\u{fffd}"}}')
})
