import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Row } from './formats/format.ts'
import { Grouping, windowRows } from './group.ts'

function groupsOf(keys: readonly string[]): Row[][] {
  const grouping = new Grouping('invoice')
  const early = keys.flatMap((key, index) => grouping.push(key, { line: index + 2, cells: [key] }))
  return [...early, ...grouping.finish()]
}

test('every record is in the one group of its key, in file order, however keys are interleaved', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 300, size: 'max' }), (keys) => {
      const groups = groupsOf(keys)
      expect(groups.flat()).toHaveLength(keys.length)
      expect(groups).toHaveLength(new Set(keys).size)
      for (const rows of groups) {
        expect(new Set(rows.map(({ cells }) => cells[0])).size).toBe(1)
        expect(rows.map(({ line }) => line)).toEqual(rows.map(({ line }) => line).toSorted((a, b) => a - b))
      }
    }),
    { seed: 1 },
  )
})

test('a key is handed out once the window has passed, so that what is held does not grow with the file', () => {
  const grouping = new Grouping('invoice')
  let held = 0
  let mostHeld = 0
  for (let index = 0; index < 20 * windowRows; index++) {
    held += 1 - grouping.push(`k${Math.floor(index / 7)}`, { line: index, cells: [] }).flat().length
    mostHeld = Math.max(mostHeld, held)
  }
  expect(mostHeld).toBeLessThanOrEqual(windowRows + 7)
})

test('a key that comes back just inside the window still belongs together', () => {
  const others = Array.from({ length: windowRows - 1 }, (_, index) => `other-${index}`)
  expect(groupsOf(['a', ...others, 'a']).filter((rows) => rows[0]?.cells[0] === 'a')).toHaveLength(1)
})

test('a key that comes back after the window is an error with its line, never a silent loss', () => {
  const others = Array.from({ length: windowRows }, () => 'other')
  expect(() => groupsOf(['a', ...others, 'a'])).toThrow(`line ${windowRows + 3}: invoice a goes on here`)
})
