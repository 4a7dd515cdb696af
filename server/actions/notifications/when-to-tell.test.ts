import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Preferences } from './when-to-tell.ts'
import { whenToTell } from './when-to-tell.ts'

const anyTime: Preferences = { timeZone: 'Europe/Paris', quiet: null, digestAt: null }
const night = { from: '22:00', until: '07:30' }

const tell = (at: string, preferences: Partial<Preferences>): string =>
  new Date(whenToTell(Date.parse(at), { ...anyTime, ...preferences })).toISOString()

describe('when somebody is told', () => {
  test('as it comes: after as long as it takes to gather what comes with it', () => {
    expect(tell('2026-11-27T10:00:00Z', {})).toBe('2026-11-27T10:00:15.000Z')
  })

  test('what comes in quiet hours waits for their end, on the next morning if they began in the evening', () => {
    expect(tell('2026-11-27T22:30:00Z', { quiet: night })).toBe('2026-11-28T06:30:00.000Z')
    expect(tell('2026-11-28T05:00:00Z', { quiet: night })).toBe('2026-11-28T06:30:00.000Z')
    expect(tell('2026-11-28T06:30:00Z', { quiet: night })).toBe('2026-11-28T06:30:15.000Z')
    expect(tell('2026-11-28T12:10:00Z', { quiet: { from: '13:00', until: '14:00' } })).toBe('2026-11-28T13:00:00.000Z')
  })

  test('what has been gathered until quiet hours have begun waits too', () => {
    expect(tell('2026-11-27T20:59:50Z', { quiet: night })).toBe('2026-11-28T06:30:00.000Z')
  })

  test('a digest comes once a day at its hour, also after the clocks have changed', () => {
    expect(tell('2026-03-28T08:00:00Z', { digestAt: '08:30' })).toBe('2026-03-29T06:30:00.000Z')
    expect(tell('2026-03-28T07:00:00Z', { digestAt: '08:30' })).toBe('2026-03-28T07:30:00.000Z')
  })

  test('a digest in quiet hours comes at their end', () => {
    expect(tell('2026-11-27T10:00:00Z', { digestAt: '06:00', quiet: night })).toBe('2026-11-28T06:30:00.000Z')
  })

  test('a time that the change of clocks leaves out comes just after', () => {
    expect(tell('2026-03-29T00:00:00Z', { digestAt: '02:30' })).toBe('2026-03-29T01:30:00.000Z')
  })

  test('nobody is ever told before, nor in quiet hours, nor more than two days late', () => {
    const minute = fc.integer({ min: 0, max: 1439 }).map((at) => {
      const two = (part: number) => String(part).padStart(2, '0')
      return `${two(Math.floor(at / 60))}:${two(at % 60)}`
    })
    const quiet = fc.option(fc.record({ from: minute, until: minute }))
    const moment = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) })
    fc.assert(
      fc.property(moment, quiet, fc.option(minute), (at, hours, digestAt) => {
        const preferences = { timeZone: 'Europe/Paris', quiet: hours, digestAt }
        const told = whenToTell(at, preferences)
        expect(told).toBeGreaterThanOrEqual(at)
        expect(told - at).toBeLessThanOrEqual(49 * 3_600_000)
        // Somebody who is told as it comes would be told at that moment, give or take what is gathered.
        const again = whenToTell(told - 15_000, { ...preferences, digestAt: null })
        expect(again).toBe(told)
      }),
      { seed: 5 },
    )
  })
})
