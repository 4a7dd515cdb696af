import fc from 'fast-check'
import { expect, test } from 'vitest'
import { add, decayed } from './decayed-sum.ts'

const hourMs = 3_600_000
const halfLifeMs = 72 * hourMs

test('a weight is half after a half-life, a quarter after two', () => {
  const one = { sum: 8, at: 0 }
  expect(decayed(one, halfLifeMs, halfLifeMs)).toBe(4)
  expect(decayed(one, 2 * halfLifeMs, halfLifeMs)).toBe(2)
  expect(decayed(one, -hourMs, halfLifeMs)).toBe(8)
})

const weights = fc.array(
  fc.record({ sum: fc.integer({ min: 1, max: 12 }), at: fc.integer({ min: 0, max: 2000 * hourMs }) }),
  { minLength: 1, maxLength: 60 },
)

test('in whatever order weights come, and however they are grouped, the sum is that of the formula', () => {
  fc.assert(
    fc.property(weights, fc.nat({ max: 60 }), (all, cut) => {
      const now = 2000 * hourMs
      const exact = all.reduce((sum, { sum: weight, at }) => sum + weight * 2 ** (-(now - at) / halfLifeMs), 0)
      const fold = (some: typeof all) => some.reduce((sum, weight) => add(sum, weight, halfLifeMs), { sum: 0, at: 0 })
      const reversed = fold(all.toReversed())
      const grouped = add(fold(all.slice(0, cut)), fold(all.slice(cut)), halfLifeMs)
      for (const folded of [fold(all), reversed, grouped]) {
        expect(decayed(folded, now, halfLifeMs)).toBeCloseTo(exact, 9)
      }
    }),
  )
})
