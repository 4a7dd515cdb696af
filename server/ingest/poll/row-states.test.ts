import { expect, test } from 'vitest'
import { RowStates } from './row-states.ts'

const limits = { rows: 10, changed: 10 }
const at = (digest: string, cursor = '1', key = 'tea') => ({ key, digest, cursor })

/** Each as a reading finds and stores it: its number, or null for nothing new. */
function findAll(states: RowStates, digests: readonly string[]): (number | null)[] {
  return digests.map((digest) => {
    const number = states.find(at(digest))
    states.stored('tea')
    return number
  })
}

test('every state is told, each return under a number of its own, and none twice', () => {
  const states = new RowStates(limits, [])
  expect(findAll(states, ['A', 'A', 'B', 'A', 'A', 'C', 'B', 'A'])).toEqual([0, null, 0, 1, null, 0, 2, 3])
})

test('what is remembered gives the same numbers again after a crash, before or after it was stored', () => {
  const states = new RowStates(limits, [])
  findAll(states, ['A', 'B', 'A'])
  const { changed } = states
  expect(findAll(new RowStates(limits, changed), ['A', 'B'])).toEqual([1, 2])
  const unstored = new RowStates(limits, changed)
  expect(unstored.find(at('B'))).toBe(2)
  expect(unstored.find(at('B'))).toBe(2)
  expect(unstored.takeNews()).toBe(true)
})

test('with another cursor a row is another one, and nothing of the old one is kept', () => {
  const states = new RowStates(limits, [])
  findAll(states, ['A', 'B'])
  expect([states.find(at('A2', '2')), states.changed]).toEqual([0, []])
})

test('of more than it holds it forgets what was found longest ago, and what is behind the overlap', () => {
  const states = new RowStates({ rows: 2, changed: 1 }, [])
  for (const key of ['a', 'b', 'c']) {
    states.find(at('A', '1', key))
    states.stored(key)
  }
  expect(['b', 'c', 'a'].map((key) => states.find(at('A', '1', key)))).toEqual([null, null, 0])
  for (const key of ['c', 'a']) states.find(at('B', '1', key))
  expect(states.changed.map(({ key }) => key)).toEqual(['a'])
  states.endWholeReading()
  expect(states.changed).toHaveLength(1)
  states.beginReading()
  states.endWholeReading()
  expect(states.changed).toEqual([])
})
