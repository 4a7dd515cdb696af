import { expect, test } from 'vitest'
import { parseOpened } from './recently-opened.ts'

const ada = { id: 'a', title: 'Ada', detail: 'ada@shop.example' }

test.each([
  ['nothing', null, []],
  ['what we wrote', JSON.stringify([ada]), [ada]],
  ['no JSON', '{', []],
  ['something else', '{"id":"a"}', []],
  ['a list of other things', JSON.stringify([1, null, { id: 'a' }, ada]), [ada]],
])('of %s what is ours is shown', (_, text, expected) => {
  expect(parseOpened(text)).toEqual(expected)
})
