import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DemandRate } from './demand-rate.ts'
import { defaultSmoothing, foldHour, foldQuiet, unitsPerHour } from './demand-rate.ts'

test('an hour of exposure 1 is the update of Teunter, Syntetos and Babai', () => {
  const smoothing = { alpha: 0.2, beta: 0.1 }
  const rate = { chance: 0.5, size: 4 }
  expect(foldHour(rate, { units: 9, exposure: 1 }, smoothing)).toEqual({ chance: 0.5 * 0.9 + 0.1, size: 5 })
  expect(foldHour(rate, { units: 0, exposure: 1 }, smoothing)).toEqual({ chance: 0.45, size: 4 })
})

test('an hour that says nothing changes nothing: closed, out of stock, or not heard', () => {
  const rate = { chance: 0.3, size: 2 }
  expect(foldHour(rate, { units: 0, exposure: 0 }, defaultSmoothing)).toBe(rate)
})

test('quiet hours may be folded one by one or all at once', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 4, noNaN: true }), { maxLength: 50 }), (exposures) => {
      const start: DemandRate = { chance: 0.7, size: 3 }
      const oneByOne = exposures.reduce(
        (rate, exposure) => foldHour(rate, { units: 0, exposure }, defaultSmoothing),
        start,
      )
      const together = foldQuiet(
        start,
        exposures.reduce((sum, exposure) => sum + exposure, 0),
        defaultSmoothing,
      )
      expect(together.chance).toBeCloseTo(oneByOne.chance, 12)
      expect(together.size).toBe(oneByOne.size)
    }),
  )
})

test.each([0.25, 1, 2])('steady demand is found whatever the exposure of its hours is: %d', (exposure) => {
  // One unit each fourth hour of this exposure: 1 / (4 · exposure) units per hour of exposure 1.
  let rate: DemandRate = { chance: 0.9, size: 3 }
  const smoothing = { alpha: 0.1, beta: 0.02 }
  const seen: number[] = []
  for (let hour = 0; hour < 4000; hour++) {
    rate = foldHour(rate, { units: hour % 4 === 0 ? 1 : 0, exposure }, smoothing)
    if (hour >= 3000) seen.push(unitsPerHour(rate))
  }
  const mean = seen.reduce((sum, each) => sum + each, 0) / seen.length
  expect(mean).toBeGreaterThan((1 / (4 * exposure)) * 0.97)
  expect(mean).toBeLessThan((1 / (4 * exposure)) * 1.03)
})

test('what stops selling fades', () => {
  const rate = foldQuiet({ chance: 0.5, size: 4 }, 24 * 60, defaultSmoothing)
  expect(unitsPerHour(rate)).toBeLessThan(0.3)
})

test('a place that sells every hour, and twice as much by day, is known by night as by day', () => {
  let rate: DemandRate = { chance: 0, size: 0 }
  for (let hour = 0; hour < 24 * 60; hour++) {
    const exposure = hour % 24 < 12 ? 4 / 3 : 2 / 3
    rate = foldHour(rate, { units: 12 * exposure, exposure }, defaultSmoothing)
    if (hour < 24 * 50) continue
    // What it began with is forgotten to (1 − β)^hours.
    const known = 1 - (1 - defaultSmoothing.beta) ** (hour + 1)
    expect(unitsPerHour(rate) / known).toBeGreaterThan(12 * 0.95)
    expect(unitsPerHour(rate) / known).toBeLessThan(12 * 1.05)
  }
})
