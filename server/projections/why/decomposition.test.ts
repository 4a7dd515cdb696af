import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SalesPeriod } from './decomposition.ts'
import { decompose, factors } from './decomposition.ts'

const count = (min: number) => fc.integer({ min, max: 5000 })
const sold = fc.record({
  units: count(1),
  orders: count(1),
  views: count(1),
  places: fc.double({ min: 0.1, max: 200, noNaN: true }),
  unexplainedUnits: count(0),
})
const soldNothing = fc.tuple(fc.constantFrom(0, 1, 2, 3), sold).map(([broken, period]): SalesPeriod => {
  const orders = broken <= 2 ? 0 : period.orders
  const views = broken <= 1 ? 0 : period.views
  return { ...period, units: 0, orders, views, places: broken === 0 ? 0 : period.places }
})
const period = fc.oneof({ arbitrary: sold, weight: 3 }, { arbitrary: soldNothing, weight: 1 })

const total = (parts: Readonly<Record<string, number>>) =>
  factors.reduce((sum, factor) => sum + (parts[factor] ?? 0), 0)

describe('the split of a change', () => {
  test('adds up exactly, whatever changed and also from and to nothing', () => {
    fc.assert(
      fc.property(period, period, (before, now) => {
        const { parts, unexplained, ...ends } = decompose(before, now)
        expect(ends.before + total(parts) + unexplained).toBeCloseTo(ends.now, 6)
      }),
    )
  })

  test('gives all of it to the only factor that changed', () => {
    const before = { units: 20, orders: 10, views: 200, places: 4, unexplainedUnits: 0 }
    expect(decompose(before, { ...before, units: 40, orders: 20, views: 400 }).parts).toEqual({
      views: expect.closeTo(20, 9),
      conversion: 0,
      unitsPerOrder: 0,
      places: 0,
    })
    expect(decompose(before, { ...before, units: 30 }).parts).toMatchObject({ unitsPerOrder: expect.closeTo(10, 9) })
    expect(decompose(before, { ...before, units: 10, orders: 5 }).parts).toMatchObject({
      conversion: expect.closeTo(-10, 9),
    })
  })

  test('is the same backwards with the opposite sign', () => {
    fc.assert(
      fc.property(sold, sold, (before, now) => {
        const [there, back] = [decompose(before, now), decompose(now, before)]
        for (const factor of factors) expect(there.parts[factor]).toBeCloseTo(-back.parts[factor], 6)
      }),
    )
  })

  test('does not explain what was sold where nobody counts views', () => {
    const before = { units: 10, orders: 10, views: 100, places: 2, unexplainedUnits: 5 }
    const { parts, unexplained } = decompose(before, { ...before, unexplainedUnits: 25 })
    expect(total(parts)).toBe(0)
    expect(unexplained).toBe(20)
  })
})
