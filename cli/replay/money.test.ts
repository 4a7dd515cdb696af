import fc from 'fast-check'
import { expect, test } from 'vitest'
import { amountMinor, decodeDecimal, toMinor } from './money.ts'

const decimal = fc
  .record({ units: fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }), scale: fc.integer({ min: 0, max: 4 }) })
  .map(({ units, scale }) => {
    const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0')
    const whole = digits.slice(0, digits.length - scale)
    const sign = units < 0n ? '-' : ''
    return { units, scale, text: sign + whole + (scale > 0 ? `.${digits.slice(-scale)}` : '') }
  })

test('a decimal is read digit by digit', () => {
  fc.assert(
    fc.property(decimal, ({ units, scale, text }) => {
      expect(decodeDecimal(text)).toEqual({ units, scale })
    }),
    { seed: 1 },
  )
})

test('an amount is the exact product, no further from it than half a penny', () => {
  fc.assert(
    fc.property(decimal, fc.bigInt({ min: -100_000n, max: 100_000n }), ({ units, scale, text }, quantity) => {
      const price = decodeDecimal(text) ?? { units: 0n, scale: 0 }
      const divisor = 10n ** BigInt(scale)
      const difference = 2n * (amountMinor(price, quantity) * divisor - units * quantity * 100n)
      expect(difference >= -divisor && difference <= divisor).toBe(true)
    }),
    { seed: 2 },
  )
})

test('taking the opposite quantity gives the opposite amount', () => {
  fc.assert(
    fc.property(decimal, fc.bigInt({ min: 0n, max: 1000n }), ({ units, scale }, quantity) => {
      expect(amountMinor({ units, scale }, -quantity)).toBe(-amountMinor({ units, scale }, quantity))
    }),
    { seed: 3 },
  )
})

test.each([
  ['2.55', 3n, 765n],
  ['0.1', 3n, 30n],
  ['1.005', 1n, 101n],
  ['0.001', 1n, 0n],
  ['0.005', -1n, -1n],
  ['-11062.06', 1n, -1_106_206n],
])('%s × %s is %s in minor units', (text, quantity, amount) => {
  expect(amountMinor(decodeDecimal(text) ?? { units: 0n, scale: 0 }, quantity)).toBe(amount)
})

test.each([
  ['2.55', 255],
  ['0.001', 0.1],
  ['7', 700],
  ['1.1', 110],
  ['8142.75', 814_275],
])('a price of %s is exactly %s', (text, minor) => {
  expect(toMinor(decodeDecimal(text) ?? { units: 0n, scale: 0 })).toBe(minor)
})

test.each(['', '1,5', '1e3', 'abc', '1.', '.5', '--1', ' 1', 'NaN'])('%j is no decimal', (text) => {
  expect(decodeDecimal(text)).toBeUndefined()
})
