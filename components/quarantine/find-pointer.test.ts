import { expect, test } from 'vitest'
import { findPointer, lineOf } from './find-pointer.ts'

const body = `[
  { "id": "a", "type": "order.placed" },
  { "id": "b", "data": { "a/b": [1, {"ü \\" x": true}], "n": -1.5e3 },
    "type": "no good" }
]`

function found(pointer: string, text = body): string | null {
  const span = findPointer(text, pointer)
  return span && text.slice(span.from, span.to)
}

test.each([
  ['#/1/type', '"no good"'],
  ['#/0/id', '"a"'],
  ['#/1/data/a~1b/1', '{"ü \\" x": true}'],
  ['#/1/data/a~1b/1/%C3%BC%20%22%20x', 'true'],
  ['#/1/data/n', '-1.5e3'],
  ['#/0', '{ "id": "a", "type": "order.placed" }'],
  ['', body],
])('%s points at %s', (pointer, text) => {
  expect(found(pointer)).toBe(text)
})

test('what is missing is shown where it should be', () => {
  expect(found('#/0/timestamp')).toBe('{ "id": "a", "type": "order.placed" }')
  expect(found('#/0/data/deep/er')).toBe('{ "id": "a", "type": "order.placed" }')
  expect(found('#/7')).toBe(body)
})

test('a text that is no JSON has no such place', () => {
  for (const text of ['', '{', '{"a" 1}', '<xml/>', '[1,', '{"a":"']) expect(found('#/a', text)).toBeNull()
})

test('lines are counted from 1', () => {
  expect(lineOf(body, findPointer(body, '#/1/type')?.from ?? -1)).toBe(4)
  expect(lineOf('one line', 3)).toBe(1)
})
