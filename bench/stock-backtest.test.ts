import { describe, expect, test } from 'vitest'
import { plotAsText } from './calibration-plot.ts'
import { atRecall, averagePrecision, calibration, operatingPoints } from './precision-recall.ts'
import type { Calendar } from './stock-forecast.ts'
import { SkuForecast } from './stock-forecast.ts'
import { simulateStock } from './stock-simulation.ts'

const policy = { reorderDays: 5, orderDays: 10, leadDays: { least: 3, most: 3 } }

describe('precision and recall', () => {
  const scored = [
    { score: 0.9, happened: true },
    { score: 0.8, happened: false },
    { score: 0.8, happened: true },
    { score: 0.1, happened: false },
  ]

  test('equal scores warn together', () => {
    expect(operatingPoints(scored).map(({ recall, precision }) => [recall, precision])).toEqual([
      [0.5, 1],
      [1, 2 / 3],
      [1, 0.5],
    ])
  })

  test('the most careful threshold that reaches a recall counts', () => {
    const points = operatingPoints(scored)
    expect(atRecall(points, 0.5)?.threshold).toBe(0.9)
    expect(atRecall(points, 0.6)?.threshold).toBe(0.8)
    expect(averagePrecision(points)).toBeCloseTo(0.5 + 0.5 * (2 / 3), 9)
  })

  test('a certain prediction is in the last of ten bins', () => {
    const bins = calibration([{ score: 1, happened: true }, ...scored])
    expect(bins).toHaveLength(10)
    expect(bins[9]).toMatchObject({ count: 2, predicted: 0.95, observed: 1 })
    expect(bins[8]).toMatchObject({ count: 2, observed: 0.5 })
    expect(plotAsText(bins).split('\n')).toHaveLength(23)
  })
})

describe('the simulated shelf', () => {
  const oneADay = Array.from({ length: 40 }, (_, day) => ({ hour: day * 24 + 10, units: 1 }))
  const simulate = (orders: typeof oneADay): ReturnType<typeof simulateStock> =>
    simulateStock({ orders, days: 40, warmUpDays: 20, policy, random: () => 0 })

  test('a delivery comes after its lead time and fills up to S', () => {
    const { days, firstReorderLevel } = simulate(oneADay)
    expect(firstReorderLevel).toBe(5)
    // It begins at s, so the first morning orders.
    expect(days.slice(20, 25).map(({ onHand, deliveryInDays }) => [onHand, deliveryInDays])).toEqual([
      [5, 3],
      [4, 2],
      [3, 1],
      [12, undefined],
      [11, undefined],
    ])
  })

  test('what is not there is not sold, and nobody sees that it was wanted', () => {
    const { days } = simulate([...oneADay.slice(0, 21), { hour: 21 * 24 + 9, units: 50 }])
    expect(days[21]).toMatchObject({ onHand: 4, sales: [{ hour: 21 * 24 + 9, units: 4 }], outFrom: 21 * 24 + 9 })
    expect(days[22]).toMatchObject({ onHand: 0, sales: [], outFrom: 22 * 24 })
    expect(days[23]).toMatchObject({ onHand: 10, outFrom: undefined })
  })
})

test('the forecast does not learn from hours in which there was nothing to sell', () => {
  const calendar: Calendar = { firstWeekday: 0, heard: new Array<boolean>(60).fill(true), commonShapes: [] }
  const riskAfter = (empty: boolean): number => {
    const forecast = new SkuForecast(calendar, 1)
    for (let day = 0; day < 30; day++) {
      const hour = day * 24 + 10
      forecast.endDay(0, day, { onHand: 9, deliveryInDays: undefined, sales: [{ hour, units: 2 }], outFrom: undefined })
    }
    for (let day = 30; day < 60; day++) {
      const outFrom = empty ? day * 24 : undefined
      forecast.endDay(0, day, { onHand: empty ? 0 : 9, deliveryInDays: undefined, sales: [], outFrom })
    }
    return forecast.risk(0, { day: 60, onHand: 5, days: 3 })
  }
  expect(riskAfter(true)).toBeGreaterThan(0.5)
  expect(riskAfter(false)).toBeLessThan(riskAfter(true) / 2)
})
