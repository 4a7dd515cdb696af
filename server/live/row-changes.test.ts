import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Row } from '#contract/view.ts'
import type { Rows } from './row-changes.ts'
import { applyChanges, diffRows, isNoChange, mergeChanges } from './row-changes.ts'

const key = fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor', '')
const row = fc
  .dictionary(fc.constantFrom('value', 'list'), fc.jsonValue({ maxDepth: 2 }))
  .map((values) => JSON.parse(JSON.stringify(values)) as Row) // a dictionary is an object
const rows: fc.Arbitrary<Rows> = fc.array(fc.tuple(key, row)).map((entries) => new Map(entries))

test('applying the difference of two states to the first gives the second', () => {
  fc.assert(
    fc.property(rows, rows, (previous, next) => {
      expect(applyChanges(previous, diffRows({ previous, next }))).toEqual(new Map(next))
    }),
  )
})

test('a difference names no key twice, and none whose row is the same', () => {
  fc.assert(
    fc.property(rows, rows, (previous, next) => {
      const { set, del } = diffRows({ previous, next })
      expect([...set.keys()].filter((name) => del.has(name))).toEqual([])
      expect([...del].filter((name) => !previous.has(name) || next.has(name))).toEqual([])
      for (const [name, value] of set) expect(value).not.toEqual(previous.get(name))
    }),
  )
})

test('L6: merged changes do what the changes do one after the other', () => {
  fc.assert(
    fc.property(fc.array(rows, { minLength: 1, maxLength: 8 }), (states) => {
      const steps = states.slice(1).map((next, index) => diffRows({ previous: states[index] ?? new Map(), next }))
      expect(applyChanges(states[0] ?? new Map(), mergeChanges(steps))).toEqual(new Map(states.at(-1)))
    }),
  )
})

test('L12: equal rows differ in nothing, in whatever order they were read', () => {
  fc.assert(
    fc.property(rows, (state) => {
      const next = new Map([...structuredClone(state)].toReversed())
      expect(isNoChange(diffRows({ previous: state, next }))).toBe(true)
    }),
  )
})
