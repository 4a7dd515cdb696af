import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { probabilityOfAtLeast, quantile } from './demand-distribution.ts'

/** The sum of every probability with its terms multiplied out: another way to the same number, for small counts. */
function exactAtLeast(units: number, mean: number, dispersion: number): number {
  let below = 0
  for (let n = 0; n < units; n++) {
    let probability = dispersion === Infinity ? Math.exp(-mean) : (dispersion / (dispersion + mean)) ** dispersion
    for (let i = 1; i <= n; i++) {
      probability *= dispersion === Infinity ? mean / i : ((dispersion + i - 1) / i) * (mean / (mean + dispersion))
    }
    below += probability
  }
  return 1 - below
}

describe('the probability that at least so many are asked for', () => {
  test.each([
    // Poisson(2): 1 − e⁻²(1 + 2) and so on; negative binomial with k = 1 is geometric: P(D ≥ n) = (µ/(1+µ))ⁿ.
    [1, 2, Infinity, 1 - Math.exp(-2)],
    [2, 2, Infinity, 1 - 3 * Math.exp(-2)],
    [3, 2, 1, (2 / 3) ** 3],
    [10, 4, 1, 0.8 ** 10],
    [0, 5, 1, 1],
    [1, 0, 1, 0],
  ])('of %d with mean %d and dispersion %d is %d', (units, mean, dispersion, expected) => {
    expect(probabilityOfAtLeast(units, { mean, dispersion })).toBeCloseTo(expected, 12)
  })

  test('is what the sum of the single probabilities says', () => {
    const numbers = fc.tuple(
      fc.integer({ min: 1, max: 40 }),
      fc.double({ min: 0.01, max: 30, noNaN: true }),
      fc.oneof(fc.constant(Infinity), fc.double({ min: 0.1, max: 50, noNaN: true })),
    )
    fc.assert(
      fc.property(numbers, ([units, mean, dispersion]) => {
        expect(probabilityOfAtLeast(units, { mean, dispersion })).toBeCloseTo(exactAtLeast(units, mean, dispersion), 9)
      }),
    )
  })

  test('stands for means at which every single probability underflows', () => {
    expect(probabilityOfAtLeast(5000, { mean: 5000, dispersion: Infinity })).toBeCloseTo(0.502, 2)
    expect(probabilityOfAtLeast(4000, { mean: 5000, dispersion: Infinity })).toBeCloseTo(1, 9)
    expect(probabilityOfAtLeast(6000, { mean: 5000, dispersion: Infinity })).toBeCloseTo(0, 9)
  })
})

test('a quantile is the smallest count that is enough in that share of cases', () => {
  const numbers = fc.tuple(
    fc.double({ min: 0.05, max: 0.99, noNaN: true }),
    fc.double({ min: 0.01, max: 200, noNaN: true }),
    fc.oneof(fc.constant(Infinity), fc.double({ min: 0.2, max: 20, noNaN: true })),
  )
  fc.assert(
    fc.property(numbers, ([share, mean, dispersion]) => {
      const demand = { mean, dispersion }
      const units = quantile(share, demand)
      expect(1 - probabilityOfAtLeast(units + 1, demand)).toBeGreaterThanOrEqual(share - 1e-9)
      if (units > 0) expect(1 - probabilityOfAtLeast(units, demand)).toBeLessThan(share + 1e-9)
    }),
  )
})
