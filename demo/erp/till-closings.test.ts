import { expect, test } from 'vitest'
import { wantedInBusiestHour } from '../demand.ts'
import { variantBySku, variants } from '../products.ts'
import { createRandom } from '../random.ts'
import { busynessAt } from '../rhythm.ts'
import { places } from '../world.ts'
import { closingsByHour } from './till-closings.ts'

const hourMs = 3_600_000
const until = Date.parse('2026-11-29T09:20:00Z')
const hours = 240
const closings = [...closingsByHour(createRandom(6), { until, hours })].flat()

test('each closing is of one place and one hour, in order, and the last ones end now', () => {
  expect(new Set(closings.map(({ closingId }) => closingId)).size).toBe(closings.length)
  const times = closings.map(({ centredAt }) => centredAt)
  expect(times).toEqual(times.toSorted((a, b) => a - b))
  expect(times[0]).toBe(Date.parse('2026-11-19T09:30:00Z'))
  const last = new Map(closings.map(({ store, closedAt }) => [store.id, closedAt]))
  expect([...last.values()].filter((closedAt) => closedAt === until).length).toBeGreaterThan(places.length * 0.8)
  expect(Math.max(...last.values())).toBe(until)
  expect(closings.length).toBeGreaterThan(places.length * hours * 0.95)
})

test('they add up to what is wanted, hour by hour of the day', () => {
  const perBusiestHour = places.flatMap((place) => variants.map((variant) => wantedInBusiestHour(variant, place)))
  const total = perBusiestHour.reduce((sum, units) => sum + units, 0)
  const sold = (hour: number) =>
    closings
      .filter(({ centredAt }) => new Date(centredAt).getUTCHours() === hour && centredAt < until - hourMs)
      .reduce((sum, { lines }) => sum + lines.reduce((units, { quantity }) => units + quantity, 0), 0)
  for (const hour of [3, 17]) {
    const busyness = busynessAt(Date.parse(`2026-11-25T${String(hour).padStart(2, '0')}:30:00Z`))
    expect(sold(hour) / (total * busyness * 10)).toBeCloseTo(1, 1)
  }
})

test('where a shelf is empty nothing was sold since the last one went', () => {
  const parka = variantBySku('BRM-1182-M')
  const sold = closings.filter(
    ({ store, lines }) => store.name === 'Rennes Alma' && lines.some(({ variant }) => variant === parka),
  )
  expect(sold.length).toBeGreaterThan(50)
  expect(Math.max(...sold.map(({ closedAt }) => closedAt))).toBeLessThan(until - 140 * 60_000)
})
