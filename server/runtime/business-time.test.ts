import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { BusinessTime } from './business-time.ts'

const iso = (at: number) => new Date(at).toISOString()

describe('business days', () => {
  test.each([
    ['an ordinary day', 'Europe/Paris', '2026-11-23T22:30:00Z', '2026-11-22T23:00:00.000Z', '2026-11-23'],
    ['just after local midnight', 'Europe/Paris', '2026-11-23T23:00:00Z', '2026-11-23T23:00:00.000Z', '2026-11-24'],
    ['the day of 23 hours', 'Europe/Paris', '2026-03-29T12:00:00Z', '2026-03-28T23:00:00.000Z', '2026-03-29'],
    ['the day of 25 hours', 'Europe/Paris', '2026-10-25T22:59:59Z', '2026-10-24T22:00:00.000Z', '2026-10-25'],
    ['a zone with half hours', 'Asia/Kolkata', '2026-01-01T18:29:59Z', '2025-12-31T18:30:00.000Z', '2026-01-01'],
    ['a day that begins at 01:00', 'Africa/Cairo', '2026-04-24T10:00:00Z', '2026-04-23T22:00:00.000Z', '2026-04-24'],
  ])('%s', (_case, timeZone, at, start, name) => {
    const time = new BusinessTime(timeZone)
    expect(iso(time.startOfDay(Date.parse(at)))).toBe(start)
    expect(time.dayName(Date.parse(at))).toBe(name)
  })

  test('the remembered day gives the same answers as a fresh calculation, in any order', () => {
    const instant = fc.integer({ min: Date.parse('2000-01-01'), max: Date.parse('2040-01-01') })
    const zone = fc.constantFrom('Europe/Paris', 'America/Sao_Paulo', 'Australia/Lord_Howe', 'UTC', 'Pacific/Apia')
    fc.assert(
      fc.property(zone, fc.array(instant, { minLength: 1, maxLength: 30 }), (timeZone, instants) => {
        const remembering = new BusinessTime(timeZone)
        for (const at of instants) {
          const start = remembering.startOfDay(at)
          expect(start).toBe(new BusinessTime(timeZone).startOfDay(at))
          expect(start).toBeLessThanOrEqual(at)
          expect(at - start).toBeLessThan(26 * 3_600_000)
        }
      }),
      { seed: 20_261_123, numRuns: 100 },
    )
  })

  test('an unknown time zone is refused', () => {
    expect(() => new BusinessTime('Mars/Olympus')).toThrow(RangeError)
  })
})

describe('the business week', () => {
  const hourMs = 3_600_000

  test.each([
    ['Europe/Paris', '2026-03-29T00:59:00Z', 145 + 59 / 60],
    // The clocks go from 2 to 3: the hour that there is not is passed over.
    ['Europe/Paris', '2026-03-29T01:00:00Z', 147],
    ['Europe/Paris', '2026-03-29T21:59:00Z', 167 + 59 / 60],
    // They go back from 3 to 2: the hour that there is twice has one place in the week.
    ['Europe/Paris', '2026-10-25T00:30:00Z', 146.5],
    ['Europe/Paris', '2026-10-25T01:30:00Z', 146.5],
    ['Asia/Kathmandu', '2026-11-22T18:15:00Z', 0],
    ['UTC', '2026-11-23T00:00:00Z', 0],
  ])('in %s at %s is %d hours old by the clock on the wall', (timeZone, at, hours) => {
    expect(new BusinessTime(timeZone).hourOfWeek(Date.parse(at))).toBeCloseTo(hours, 9)
  })

  test('is what the calendar says at any moment, in any order of asking', () => {
    const moments = fc.array(fc.integer({ min: Date.parse('2019-01-01'), max: Date.parse('2031-01-01') }), {
      maxLength: 40,
    })
    fc.assert(
      fc.property(
        fc.constantFrom('Europe/Paris', 'America/St_Johns', 'Australia/Lord_Howe'),
        moments,
        (zone, asked) => {
          const time = new BusinessTime(zone)
          for (const at of asked) {
            const clock = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
            const sinceMidnight = clock.toPlainTime().since(new Temporal.PlainTime()).total('hours')
            expect(time.hourOfWeek(at)).toBeCloseTo((clock.dayOfWeek - 1) * 24 + sinceMidnight, 6)
            const monday = clock.subtract({ days: clock.dayOfWeek - 1 }).startOfDay()
            expect(time.startOfWeek(at)).toBe(monday.epochMilliseconds)
            expect(time.startOfWeek(at)).toBeLessThanOrEqual(at)
            const hours = [...time.hoursOfWeek(at, 170)]
            expect(hours).toEqual(hours.map((_, index) => Math.floor(time.hourOfWeek(at + index * hourMs))))
          }
        },
      ),
      { numRuns: 60 },
    )
    expect(new BusinessTime('UTC').startOfWeek(5 * hourMs)).toBe(-3 * 24 * hourMs)
  })
})
