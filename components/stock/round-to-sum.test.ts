import fc from 'fast-check'
import { expect, test } from 'vitest'
import { roundToSum } from './round-to-sum.ts'

test('rounded parts add up to the rounded change, each less than one away', () => {
  const numbers = fc.array(fc.double({ min: -500, max: 500, noNaN: true }), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(numbers, (values) => {
      const sum = Math.round(values.reduce((total, each) => total + each, 0)) + 0
      const rounded = roundToSum(values, sum)
      expect(rounded.reduce((total, each) => total + each, 0)).toBe(sum)
      for (const [index, value] of values.entries())
        expect(Math.abs((rounded[index] ?? 0) - value)).toBeLessThanOrEqual(1)
    }),
  )
})
