import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mayLoseDigits, parseExactly } from './exact-numbers.ts'

test.each([
  ['{"id":9007199254740993}', true],
  ['{"id": 12345678901234567890}', true],
  ['[-1e400]', true],
  ['{"ratio":1E5}', true],
  ['{"pi":3.14159265358979323}', true],
  ['{"id":123456789012345}', false],
  ['{"id":"9f3e7a1e-2e4e-4e1e-8e2e-5e6e7e8e9e0e"}', false],
  ['{"note":"12345678901234567890"}', false],
  ['{"note":"a\\\\","id":9007199254740993}', true],
  ['{"note":"a\\",\\"id\\":9007199254740993"}', false],
  ['{"note":"[1e5, 1e5]"}', false],
  ['[true,false,null,1.5,-7]', false],
  ['9007199254740993', true],
  ['1e5', true],
])('%s may lose digits: %s', (json, suspicious) => {
  expect(mayLoseDigits(json)).toBe(suspicious)
})

test('whatever loses a digit is suspected, and comes out of the exact parse as it was written', () => {
  const digit = fc.integer({ min: 1, max: 9 }).map(String)
  const digits = fc.string({ unit: digit, minLength: 1, maxLength: 25 })
  const exponent = fc.option(fc.integer({ min: -400, max: 400 }), { nil: undefined })
  fc.assert(
    fc.property(digits, fc.option(digits, { nil: undefined }), exponent, (whole, fraction, power) => {
      const number = whole + (fraction ? `.${fraction}` : '') + (power === undefined ? '' : `e${power}`)
      const json = `{"a":{"b":[${number}]}}`
      expect(JSON.stringify(parseExactly(json))).toBe(json)
      if (JSON.stringify(JSON.parse(json)) !== json) expect(mayLoseDigits(json)).toBe(true)
    }),
    { numRuns: 500 },
  )
})
