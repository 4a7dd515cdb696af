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

test('a place that sells hundreds, of which a tenth more were expected, does not make the others scatter', () => {
  const small = Array.from({ length: 20 }, (_, index) => ({ expected: 10, sold: index % 2 === 0 ? 7 : 13 }))
  const sums = fold([...small, { expected: 500, sold: 550 }])
  // (20 · 9 + 2500 / 50) / (20 · 10 + 10): about as Poisson does.
  expect(1 + sums.excess / sums.expected).toBeCloseTo(230 / 210, 9)
})

test('the order of places and days does not matter', () => {
  const day = fc.record({ expected: fc.integer({ min: 0, max: 50 }), sold: fc.integer({ min: 0, max: 50 }) })
  fc.assert(
    fc.property(fc.array(day), (days) => {
      const [{ expected, excess }, other] = [fold(days), fold(days.toReversed())]
      expect(other.expected).toBeCloseTo(expected, 6)
      expect(other.excess).toBeCloseTo(excess, 6)
    }),
    { seed: 1 },
  )
})
