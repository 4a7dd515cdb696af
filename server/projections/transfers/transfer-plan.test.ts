import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Shipment, TransferProblem } from './transfer-plan.ts'
import { planTransfers } from './transfer-plan.ts'

interface Drawn {
  spare: number[]
  saved: number[][]
  unitCosts: number[][]
  lorryCosts: number[][]
  minWorth: number
}

function problemOf({ unitCosts, lorryCosts, ...rest }: Drawn): TransferProblem {
  return {
    ...rest,
    unitCost: (donor, taker) => unitCosts[donor]?.[taker] ?? Infinity,
    lorryCost: (donor, taker) => lorryCosts[donor]?.[taker] ?? Infinity,
  }
}

function drawnProblem({ places, units, minWorth }: { places: number; units: number; minWorth: number }) {
  const matrix = (most: number) =>
    fc.array(fc.array(fc.integer({ min: 0, max: most }), { minLength: places, maxLength: places }), {
      minLength: places,
      maxLength: places,
    })
  const falling = fc
    .array(fc.integer({ min: 0, max: 1000 }), { maxLength: units })
    .map((values) => values.toSorted((a, b) => b - a))
  return fc.record({
    spare: fc.array(fc.integer({ min: 0, max: units }), { maxLength: places }),
    saved: fc.array(falling, { maxLength: places }),
    unitCosts: matrix(300),
    lorryCosts: matrix(1200),
    minWorth: fc.integer({ min: 0, max: minWorth }),
  })
}

function worthOf({ saved, unitCost, lorryCost }: TransferProblem, shipments: readonly Shipment[]): number {
  const received = saved.map(() => 0)
  let worth = 0
  for (const { donor, taker, units } of shipments) {
    received[taker] = (received[taker] ?? 0) + units
    worth -= units * unitCost(donor, taker) + lorryCost(donor, taker)
  }
  const saves = (units: readonly number[], taker: number) =>
    units.slice(0, received[taker]).reduce((sum, each) => sum + each, 0)
  return saved.reduce((sum, units, taker) => sum + saves(units, taker), worth)
}

/** Every way to load every lorry. */
function optimum(problem: TransferProblem): number {
  const pairs = problem.spare.flatMap((_, donor) => problem.saved.map((_units, taker) => ({ donor, taker })))
  const search = (index: number, left: readonly number[], shipments: readonly Shipment[]): number => {
    const pair = pairs[index]
    if (!pair) return worthOf(problem, shipments)
    const most = Math.min(left[pair.donor] ?? 0, problem.saved[pair.taker]?.length ?? 0)
    const loads = Array.from({ length: most + 1 }, (_, units) => {
      const rest = left.with(pair.donor, (left[pair.donor] ?? 0) - units)
      return search(index + 1, rest, units > 0 ? [...shipments, { ...pair, units, saves: 0, costs: 0 }] : shipments)
    })
    return Math.max(...loads)
  }
  return search(0, problem.spare, [])
}

describe('a plan', () => {
  test('of one donor and one taker sends the units that save more than they cost', () => {
    const problem = problemOf({
      spare: [9],
      saved: [[900, 700, 400, 100]],
      unitCosts: [[150]],
      lorryCosts: [[500]],
      minWorth: 0,
    })
    const shipment = { donor: 0, taker: 0, units: 3, saves: 2000, costs: 950 }
    expect(planTransfers(problem)).toEqual({ shipments: [shipment], worth: 1050 })
  })

  test('sends a lorry only if it is worth more than the least', () => {
    const drawn = { spare: [9], saved: [[900, 700]], unitCosts: [[0]], lorryCosts: [[600]], minWorth: 999 }
    expect(planTransfers(problemOf(drawn)).shipments).toHaveLength(1)
    expect(planTransfers(problemOf({ ...drawn, minWorth: 1000 })).shipments).toEqual([])
    expect(planTransfers(problemOf({ ...drawn, lorryCosts: [[Infinity]] })).shipments).toEqual([])
  })

  test('keeps the units of a donor for whom they save most', () => {
    const saved = [
      [500, 500, 500],
      [900, 900, 900],
    ]
    const drawn = { spare: [3], saved, unitCosts: [[0, 0]], lorryCosts: [[100, 100]], minWorth: 0 }
    expect(planTransfers(problemOf(drawn)).shipments).toEqual([
      { donor: 0, taker: 1, units: 3, saves: 2700, costs: 100 },
    ])
  })

  test('is worth at least 95 % of the best of all plans, and never more', () => {
    fc.assert(
      fc.property(drawnProblem({ places: 2, units: 4, minWorth: 0 }), (drawn) => {
        const problem = problemOf(drawn)
        const [{ worth }, best] = [planTransfers(problem), optimum(problem)]
        expect(worth).toBeLessThanOrEqual(best + 1e-6)
        expect(worth).toBeGreaterThanOrEqual(0.95 * best)
      }),
    )
  })

  test('never takes more than a donor can give, nor sends a lorry that adds less than the least', () => {
    fc.assert(
      fc.property(drawnProblem({ places: 8, units: 12, minWorth: 500 }), (drawn) => {
        const problem = problemOf(drawn)
        const { shipments, worth } = planTransfers(problem)
        const given = drawn.spare.map(() => 0)
        for (const { donor, units } of shipments) given[donor] = (given[donor] ?? 0) + units
        expect(given.every((units, donor) => units <= (drawn.spare[donor] ?? 0))).toBe(true)
        expect(shipments.every(({ units }) => Number.isInteger(units) && units > 0)).toBe(true)
        expect(worth).toBeCloseTo(worthOf(problem, shipments), 6)
        const parts = shipments.reduce((sum, { saves, costs }) => sum + saves - costs, 0)
        expect(worth).toBeCloseTo(parts, 6)
        for (const shipment of shipments) {
          const without = shipments.filter((each) => each !== shipment)
          expect(worth - worthOf(problem, without)).toBeGreaterThanOrEqual(drawn.minWorth - 1e-6)
        }
      }),
    )
  })

  test('is the same whenever it is made', () => {
    fc.assert(
      fc.property(drawnProblem({ places: 6, units: 8, minWorth: 0 }), (drawn) => {
        expect(planTransfers(problemOf(drawn))).toEqual(planTransfers(problemOf(drawn)))
      }),
      { numRuns: 20 },
    )
  })
})
