import { expect, test } from 'vitest'
import { delayOf, durationOf, intervalOf } from './duration.ts'
import { formatsFor } from './formats.ts'

const english = formatsFor('en-GB', 'Europe/Paris')
const french = formatsFor('fr-FR', 'Europe/Paris')
const afternoon = Date.UTC(2026, 10, 17, 14, 46, 8, 340)

test('a whole change says its direction, with a true minus', () => {
  expect([28, -3, 0].map((value) => english.change(value))).toEqual(['+28', '−3', '0'])
  expect([28, -3, 0].map((value) => french.change(value))).toEqual(['+28', '−3', '0'])
})

test('numbers and money are written as the reader writes them', () => {
  expect(english.integer(4_812_377)).toBe('4,812,377')
  expect(french.integer(4_812_377)).toBe('4\u202f812\u202f377')
  expect(english.money(8490, 'EUR')).toBe('€84.90')
  expect(french.money(8490, 'EUR')).toBe('84,90\u00a0€')
  expect(french.tenths(0.3)).toBe('0,3')
})

test('rates have a decimal only where it matters', () => {
  expect([0, 0.03, 0.25, 96.2, 141.4].map(english.rate)).toEqual(['0.0', '0.03', '0.3', '96.2', '141'])
})

test('sizes are in the unit that leaves few digits, which is 1024 of the one before', () => {
  expect([0, 1000, 98_304, 3.1 * 1024 ** 3, 8 * 1024 ** 3, 5000 * 1024 ** 4].map(english.bytes)).toEqual([
    '0 bytes',
    '1,000 bytes',
    '96 kB',
    '3.1 GB',
    '8 GB',
    '5,000 TB',
  ])
  expect(french.bytes(3.1 * 1024 ** 3)).toBe('3,1\u202fGo')
})

test('times are those of the business, on a clock of 24 hours in every locale', () => {
  expect(english.second(afternoon)).toBe('15:46:08')
  expect(formatsFor('en-US', 'Europe/Paris').second(afternoon)).toBe('15:46:08')
  expect(formatsFor('en-US', 'America/New_York').minute(afternoon)).toBe('09:46')
  expect(english.tenth(afternoon)).toBe('15:46:08.3')
  expect(formatsFor('en-US', 'UTC').minute(Date.UTC(2026, 10, 17))).toBe('00:00')
})

test('a time of another day says its day', () => {
  const yesterday = afternoon - 86_400_000
  expect(english.since(afternoon - 60_000, afternoon)).toBe('15:45')
  expect(english.since(yesterday, afternoon)).toBe('16 Nov, 15:46')
})

test('a time of another year says its year, also when it is the same weekday of the same date', () => {
  const [lastYear, sameWeekday] = [Date.UTC(2025, 10, 17, 14, 46), Date.UTC(2020, 10, 17, 14, 46)]
  expect(english.since(lastYear, afternoon)).toBe('17 Nov 2025, 15:46')
  expect(english.since(sameWeekday, afternoon)).toBe('17 Nov 2020, 15:46')
  expect(french.since(lastYear, afternoon)).toContain('2025')
  // Commas come and go with the versions of the browsers' own tables.
  expect(english.day(lastYear, afternoon)).toMatch(/^Monday,? 17 November 2025$/)
  expect(english.day(afternoon, afternoon)).toMatch(/^Tuesday,? 17 November$/)
})

test('the year is that of the business, and a day in brief says its month', () => {
  const newYear = Date.UTC(2026, 11, 31, 23, 30)
  expect(english.since(newYear, afternoon)).toBe('1 Jan 2027, 00:30')
  expect(english.since(newYear - 3_600_000, newYear)).toBe('31 Dec 2026, 23:30')
  expect(english.shortDay(afternoon)).toMatch(/^Tue,? 17 Nov$/)
})

test.each([
  [0, { unit: 'tenths', value: 0 }],
  [9_999, { unit: 'tenths', value: 9.9 }],
  [10_000, { unit: 'seconds', value: 10 }],
  [59_999, { unit: 'seconds', value: 59 }],
  [19 * 60_000 + 59_000, { unit: 'minutes', value: 19 }],
  [3 * 3_600_000 + 12 * 60_000, { unit: 'hours', value: 3, minutes: 12 }],
  [50 * 3_600_000, { unit: 'days', value: 2 }],
])('an age of %d ms', (ms, duration) => {
  expect(durationOf(ms)).toEqual(duration)
})

test('measurements are in ms to 10 s, promises never have a fraction', () => {
  expect(delayOf(162.4)).toEqual({ unit: 'milliseconds', value: 162 })
  expect(delayOf(12_000)).toEqual({ unit: 'seconds', value: 12 })
  expect(intervalOf(5000)).toEqual({ unit: 'seconds', value: 5 })
  expect(intervalOf(900_000)).toEqual({ unit: 'minutes', value: 15 })
  expect(intervalOf(90_000)).toEqual({ unit: 'seconds', value: 90 })
  expect(intervalOf(9_000_000)).toEqual({ unit: 'hours', value: 2, minutes: 30 })
})
