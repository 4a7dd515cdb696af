import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exposureOver, flatProfile, hoursPerWeek, hoursUntil, profileOf } from './demand-profile.ts'
import { stockRisk } from './stock-out-risk.ts'

const openAtDay = flatProfile.map((_, hour) => (hour % 24 >= 10 && hour % 24 < 20 ? 24 / 10 : 0))

describe('the shape of a week', () => {
  test('has the mean 1 and keeps a little of what everything sells like', () => {
    const saturdays = flatProfile.map((_, hour) => (hour >= 130 && hour < 135 ? 40 : 0))
    const profile = profileOf(saturdays, openAtDay, 20)
    expect(profile.reduce((sum, each) => sum + each, 0)).toBeCloseTo(hoursPerWeek, 9)
    expect(profile[132]).toBeGreaterThan(10)
    expect(profile[12]).toBeGreaterThan(0)
    expect(profile[3]).toBe(0)
  })

  test('adds up over weeks, days and parts of hours', () => {
    expect(exposureOver(openAtDay, 0, hoursPerWeek * 3)).toBeCloseTo(hoursPerWeek * 3, 9)
    expect(exposureOver(openAtDay, 9.5, 1)).toBeCloseTo(0.5 * 2.4, 9)
    expect(exposureOver(openAtDay, 167.75, 0.5)).toBe(0)
  })

  test('says when an amount is used up: the inverse of adding up', () => {
    const hours = fc.tuple(
      fc.double({ min: 0, max: 167.99, noNaN: true }),
      fc.double({ min: 0, max: 900, noNaN: true }),
    )
    fc.assert(
      fc.property(hours, ([from, exposure]) => {
        expect(exposureOver(openAtDay, from, hoursUntil(openAtDay, from, exposure))).toBeCloseTo(exposure, 6)
      }),
    )
  })
})

describe('the risk of a stock-out', () => {
  const question = {
    onHand: 4,
    unitsPerHour: 1,
    dispersion: Infinity,
    profile: flatProfile,
    from: 0,
    horizonHours: 4,
  }

  test('is P(D ≥ on hand) within the horizon', () => {
    // Poisson(4): P(D ≥ 4) = 1 − e⁻⁴(1 + 4 + 8 + 32/3)
    const { risk, hoursToZero, expectedUnits } = stockRisk(question)
    expect(risk).toBeCloseTo(1 - Math.exp(-4) * (13 + 32 / 3), 12)
    expect([hoursToZero, expectedUnits]).toEqual([4, 4])
  })

  test('is certain where nothing is on hand, and nil where nothing sells', () => {
    expect(stockRisk({ ...question, onHand: 0 })).toMatchObject({ risk: 1, hoursToZero: 0 })
    expect(stockRisk({ ...question, unitsPerHour: 0 })).toMatchObject({ risk: 0, hoursToZero: Infinity })
  })

  test('passes over the night: at 19:30 four pieces last until noon', () => {
    const { hoursToZero } = stockRisk({ ...question, profile: openAtDay, from: 19.5, unitsPerHour: 1 / 2.4, onHand: 2 })
    expect(hoursToZero).toBeCloseTo(0.5 + 14 + 1.5, 9)
  })

  test('grows with demand and with the horizon, and falls with what is on hand', () => {
    const numbers = fc.tuple(
      fc.integer({ min: 1, max: 60 }),
      fc.double({ min: 0.01, max: 5, noNaN: true }),
      fc.double({ min: 0.5, max: 300, noNaN: true }),
    )
    fc.assert(
      fc.property(numbers, ([onHand, unitsPerHour, horizonHours]) => {
        const asked = { ...question, onHand, unitsPerHour, horizonHours, dispersion: 2, profile: openAtDay, from: 15 }
        const { risk } = stockRisk(asked)
        expect(stockRisk({ ...asked, unitsPerHour: unitsPerHour * 1.5 }).risk).toBeGreaterThanOrEqual(risk - 1e-12)
        expect(stockRisk({ ...asked, horizonHours: horizonHours + 5 }).risk).toBeGreaterThanOrEqual(risk - 1e-12)
        expect(stockRisk({ ...asked, onHand: onHand + 1 }).risk).toBeLessThanOrEqual(risk + 1e-12)
      }),
    )
  })
})
