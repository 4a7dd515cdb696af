import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DispersionSums } from './pooled-dispersion.ts'
import { dispersionAt, foldDispersion, noDispersion } from './pooled-dispersion.ts'

const fold = (days: ReadonlyArray<{ expected: number; sold: number }>): DispersionSums =>
  days.reduce(foldDispersion, noDispersion)

test('sales that scatter as Poisson does, or less, are Poisson', () => {
  expect(dispersionAt(3, noDispersion)).toBe(Infinity)
  expect(dispersionAt(3, fold([4, 4, 4].map((sold) => ({ expected: 4, sold }))))).toBe(Infinity)
})

test('the variance of a demand is its mean times the index of dispersion, over any horizon', () => {
  // 0, 0 and 12 where 4 were expected: (16 + 16 + 64) / 12 = 8 times the mean.
  const sums = fold([0, 0, 12].map((sold) => ({ expected: 4, sold })))
  for (const mean of [0.5, 4, 90]) expect(mean + mean ** 2 / dispersionAt(mean, sums)).toBeCloseTo(8 * mean, 9)
})

test('a day on which nothing could be sold says nothing', () => {
  expect(foldDispersion({ expected: 3, excess: 2 }, { expected: 0, sold: 0 })).toEqual({ expected: 3, excess: 2 })
})

test('the order of places and days does not matter', () => {
  const day = fc.record({ expected: fc.integer({ min: 0, max: 50 }), sold: fc.integer({ min: 0, max: 50 }) })
  fc.assert(
    fc.property(fc.array(day), (days) => {
      expect(fold(days.toReversed())).toEqual(fold(days))
    }),
    { seed: 1 },
  )
})
