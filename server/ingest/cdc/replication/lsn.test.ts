import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatLsn, parseLsn } from './lsn.ts'

test.each([
  ['0/0', 0n],
  ['0/16B3748', 0x16b3748n],
  ['16/B374D848', 0x16_b374d848n],
  ['1/1', 0x1_00000001n],
  ['FFFFFFFF/FFFFFFFF', 2n ** 64n - 1n],
])('%s is read and written', (text, lsn) => {
  expect(parseLsn(text)).toBe(lsn)
  expect(formatLsn(lsn)).toBe(text)
})

test('zeros in front, as PostgreSQL 19 writes them, and small letters are read, too', () => {
  expect(parseLsn('0/016b3748')).toBe(0x16b3748n)
})

test.each(['', '16', '0/', '/0', '0/g', '0/123456789', ' 0/0', '0/0/0'])('"%s" is none', (text) => {
  expect(() => parseLsn(text)).toThrow('is no position of a write-ahead log')
})

test('any position survives being written', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (lsn) => {
      expect(parseLsn(formatLsn(lsn))).toBe(lsn)
    }),
  )
})
