import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BusinessTime } from '../../runtime/business-time.ts'
import { hourMs } from '../demand/exposure.ts'
import type { MovementFact, StockFactFrom } from './facts.ts'
import { closeWeeks } from './sku-demand.ts'
import type { Pair, SkuState } from './state.ts'
import { emptyState, newPair, newSku } from './state.ts'
import { takeFact } from './take-fact.ts'

const weekMs = 168 * hourMs
const utc = new BusinessTime('UTC')
/** A Monday. */
const start = Date.UTC(2018, 0, 1)
const hours = 300 * 168
const end = start + hours * hourMs

interface DrawnPair {
  known: number
  closed: { from: number; hours: number }[]
  sold: number[]
}

const hour = fc.integer({ min: 0, max: hours })
const drawnPair: fc.Arbitrary<DrawnPair> = fc.record({
  known: fc.oneof(fc.constant(0), hour),
  closed: fc.array(fc.record({ from: hour, hours: fc.integer({ min: 1, max: 150 * 168 }) }), { maxLength: 3 }),
  sold: fc.uniqueArray(hour, { maxLength: 3 }),
})

function pairOf({ known, closed, sold }: DrawnPair, place: string): Pair {
  const at = (hour: number) => start + hour * hourMs
  return {
    ...newPair('parka-m', place, { heardAt: start, knownSince: at(known) }),
    spansBefore: closed.map(({ from, hours }) => ({ from: at(from), to: at(from + hours) })),
    sales: new Map(sold.filter((hour) => hour >= known).map((hour) => [at(hour), { units: 2, orders: 1 }])),
  }
}

/** A SKU of these places with its weeks closed up to the end, step by step. */
function closedIn(drawn: readonly DrawnPair[], stepMs: number): SkuState {
  const pairs = drawn.map((each, index) => pairOf(each, `p${index}`))
  const sku: SkuState = { ...newSku('parka-m'), week: start, pairs: new Map(pairs.map((pair) => [pair.place, pair])) }
  const state = emptyState()
  for (let target = start + stepMs; target <= end; target += stepMs) closeWeeks(state, sku, { target, time: utc })
  return sku
}

describe('weeks that are closed at once', () => {
  test('leave what they leave one by one, whatever was sold, closed or not known in between', () => {
    fc.assert(
      fc.property(fc.array(drawnPair, { minLength: 1, maxLength: 2 }), (drawn) => {
        const [atOnce, oneByOne] = [closedIn(drawn, end - start), closedIn(drawn, weekMs)]
        expect(atOnce.week).toBe(oneByOne.week)
        expect(atOnce.shape.weights).toEqual(oneByOne.shape.weights)
        expect(atOnce.dispersion.expected).toBeCloseTo(oneByOne.dispersion.expected, 6)
        expect(atOnce.dispersion.excess).toBeCloseTo(oneByOne.dispersion.excess, 6)
        for (const { place, week } of oneByOne.pairs.values()) {
          const found = atOnce.pairs.get(place)?.week
          expect(found?.chance).toBeCloseTo(week.chance, 9)
          expect(found?.size).toBeCloseTo(week.size, 9)
          expect(found?.exposure).toBeCloseTo(week.exposure, 4)
        }
      }),
      { numRuns: 20 },
    )
  })
})

/** Counts the weeks whose hours are looked at one by one. */
class CountedTime extends BusinessTime {
  weeks = 0

  override hoursOfWeek(from: number, count: number): Uint8Array {
    this.weeks += 1
    return super.hoursOfWeek(from, count)
  }
}

/** What programs send that do not know the time (Go's zero time, .NET's MinValue). */
const zeroTime = Date.parse('0001-01-01T00:00:00Z')
const receivedAt = Date.UTC(2026, 10, 20, 12)

test('levels of the year 1 cost no week of all the years in between, neither open nor closed', () => {
  const time = new CountedTime('Europe/Paris')
  const state = emptyState()
  const said: [place: string, stated: number, occurredAt: number][] = [
    ['brest', 0, zeroTime],
    ['quimper', 5, zeroTime],
    ['quimper', 0, Date.UTC(2026, 2, 1)],
    ['quimper', 4, Date.UTC(2026, 2, 5)],
  ]
  for (const [index, [place, stated, occurredAt]] of said.entries()) {
    const from = { position: BigInt(index + 1), source: 'erp', occurredAt, receivedAt, backfill: false }
    const level: StockFactFrom<MovementFact> = {
      fact: 'movement',
      sku: 'parka-m',
      place,
      stated,
      delta: null,
      version: null,
      isDelivery: false,
      from,
    }
    takeFact(state, level, time)
  }
  const pairs = state.skus.get('parka-m')?.pairs
  expect(pairs?.get('brest')?.week.exposure).toBe(0)
  expect(pairs?.get('quimper')?.week.exposure).toBeGreaterThan(2000 * 365 * 24)
  expect(time.weeks).toBeLessThan(1000)
})

describe('a SKU that becomes known on a Friday, of a warehouse and of twenty shops', () => {
  const known = start + 4 * 24 * hourMs + 10 * hourMs

  const evenly = fc.noBias(fc.integer({ min: 1, max: 1_000_000 }))
  const drawn = fc.sample(evenly, { seed: 7, numRuns: 50_000 })

  /** How often something happens that happens `mean` times on average (Knuth). */
  function poisson(mean: number, draw: () => number): number {
    let count = 0
    for (let product = draw(); product > Math.exp(-mean); product *= draw()) count += 1
    return count
  }

  /** Sold as Poisson does, by day twice as much as by night. */
  function knownFor(weeks: number): SkuState {
    let next = 0
    const draw = () => (drawn[next++ % drawn.length] ?? 0) / 1_000_000
    const perHour = [30, ...Array.from({ length: 20 }, () => 0.5)]
    const pairs = perHour.map((mean, index): Pair => {
      const sales = new Map<number, { units: number; orders: number }>()
      for (let hour = known; hour < start + weeks * weekMs; hour += hourMs) {
        const isDay = Math.floor(hour / hourMs) % 24 >= 8 && Math.floor(hour / hourMs) % 24 < 20
        const units = poisson(mean * (isDay ? 4 / 3 : 2 / 3), draw)
        if (units > 0) sales.set(hour, { units, orders: 1 })
      }
      return { ...newPair('parka-m', `p${index}`, { heardAt: known, knownSince: known }), sales }
    })
    const sku: SkuState = {
      ...newSku('parka-m'),
      week: start,
      pairs: new Map(pairs.map((pair) => [pair.place, pair])),
    }
    closeWeeks(emptyState(), sku, { target: start + weeks * weekMs, time: utc })
    return sku
  }

  test('has no shape of a week before it was seen for a whole one, and then that of all its days', () => {
    expect(knownFor(1).shape.weights.every((units) => units === 0)).toBe(true)
    const { weights } = knownFor(2).shape
    const days = Array.from({ length: 7 }, (_, day) =>
      weights.slice(day * 24, day * 24 + 24).reduce((sum, units) => sum + units, 0),
    )
    expect(Math.max(...days) / Math.min(...days)).toBeLessThan(1.2)
  })

  test('scatters about as Poisson does', () => {
    const { expected, excess } = knownFor(4).dispersion
    expect(expected).toBeGreaterThan(1000)
    expect(1 + excess / expected).toBeLessThan(2)
  })
})
