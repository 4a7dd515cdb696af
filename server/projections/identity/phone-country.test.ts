import { expect, test } from 'vitest'
import { phoneKeyOf } from './normal-key.ts'
import { countryOfTimeZone } from './phone-country.ts'

test.each([
  ['Europe/Paris', 'FR'],
  ['Asia/Kolkata', 'IN'],
  ['America/New_York', 'US'],
  ['Europe/Kiev', 'UA'],
  ['UTC', null],
])('clocks of %s are those of %s', (timeZone, country) => {
  expect(countryOfTimeZone(timeZone)).toBe(country)
})

test('one number is one key however it is written, and a national one belongs to the country', () => {
  const written = ['06 39 98 12 34', '+33 6 39 98 12 34', '0033639981234', '+33(0)639981234', 'tel:+33-639-98-12-34']
  expect(written.map((number) => phoneKeyOf(number, 'FR')?.value)).toEqual(Array(5).fill('+33639981234'))
  expect(phoneKeyOf('(212) 555-0100', 'US')?.value).toBe('+12125550100')
  expect(phoneKeyOf('06 39 98 12 34', null)).toBeUndefined()
})
