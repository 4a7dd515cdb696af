import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { probabilityOfAtLeast, expectedShortfall } from './demand-distribution.ts'
import { flatProfile } from './demand-profile.ts'
import { defaultSmoothing } from './demand-rate.ts'
import { exposureFrom, exposureOf, hourMs, openExposureOf, unite } from './exposure.ts'
import { foldDemand, nothingSeen, seenUnitsPerHour } from './fold-demand.ts'

const exposure = exposureFrom(
  flatProfile,
  0,
  Uint8Array.from({ length: 5000 }, (_, hour) => hour % 168),
)
const folding = { exposure, smoothing: defaultSmoothing }
const week = { from: 0, to: 168 * hourMs }

describe('demand seen', () => {
  test('of a steady sale an hour comes to one an hour', () => {
    const sold = Array.from({ length: 4000 }, (_, hour) => ({ hour: hour * hourMs, units: 1 }))
    const seen = foldDemand(nothingSeen, { from: 0, to: 4000 * hourMs, sold, closed: [] }, folding)
    expect(seenUnitsPerHour(seen, defaultSmoothing)).toBeCloseTo(1, 2)
  })

  test('is not less for hours in which there was nothing to sell', () => {
    const sold = [{ hour: 5 * hourMs, units: 3 }]
    const open = foldDemand(nothingSeen, { ...week, to: 10 * hourMs, sold, closed: [] }, folding)
    const closed = [{ from: 10 * hourMs, to: Infinity }]
    expect(foldDemand(nothingSeen, { ...week, sold, closed }, folding)).toEqual(open)
  })

  test('in pieces is what it is in one', () => {
    const sold = [3, 40, 41, 120].map((hour) => ({ hour: hour * hourMs, units: 2 }))
    const closed = [{ from: 50.5 * hourMs, to: 60 * hourMs }]
    const whole = foldDemand(nothingSeen, { ...week, sold, closed }, folding)
    const first = foldDemand(nothingSeen, { ...week, to: 55 * hourMs, sold, closed }, folding)
    const both = foldDemand(first, { ...week, from: 55 * hourMs, sold, closed }, folding)
    expect(both.chance).toBeCloseTo(whole.chance, 12)
    expect(both.size).toBe(whole.size)
    expect(both.exposure).toBeCloseTo(whole.exposure, 9)
  })
})

test('what is open of a stretch is the stretch without what is closed of it', () => {
  const hours = fc.tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 1, max: 40 }))
  const stretch = hours.map(([from, length]) => ({ from: from * hourMs, to: (from + length) * hourMs }))
  fc.assert(
    fc.property(stretch, fc.array(stretch, { maxLength: 6 }), (asked, closed) => {
      let open = 0
      for (let at = asked.from; at < asked.to; at += hourMs) {
        if (!closed.some(({ from, to }) => from <= at && at < to))
          open += exposureOf(exposure, { from: at, to: at + hourMs })
      }
      expect(openExposureOf(exposure, asked, unite(closed))).toBeCloseTo(open, 9)
    }),
  )
})

test('what is asked for and not there is the sum of the probabilities that one more is asked for', () => {
  const demands = fc.record({
    mean: fc.double({ min: 0.01, max: 60, noNaN: true }),
    dispersion: fc.oneof(fc.constant(Infinity), fc.double({ min: 0.3, max: 30, noNaN: true })),
  })
  fc.assert(
    fc.property(demands, fc.integer({ min: 0, max: 60 }), (demand, units) => {
      let expected = 0
      for (let n = units + 1; n < 3000; n++) expected += probabilityOfAtLeast(n, demand)
      expect(expectedShortfall(units, demand)).toBeCloseTo(expected, 5)
    }),
    { numRuns: 30 },
  )
})
