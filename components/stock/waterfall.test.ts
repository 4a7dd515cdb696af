import { expect, test } from 'vitest'
import { whyRow } from './fixtures.ts'
import { waterfall } from './waterfall.ts'

const grown = whyRow({
  before: 24.5,
  parts: { views: 28.4, conversion: 10.6, unitsPerOrder: 5.3, places: -2.6 },
  unexplained: 4.8,
  now: 71,
})

test('what is usual and every cause add up to what was sold today, in whole numbers', () => {
  const units = waterfall(grown).map((row) => row.units)
  expect(units.at(-1)).toBe(71)
  expect(units.slice(0, -1).reduce((sum, each) => sum + each, 0)).toBe(71)
})

test('each bar begins where the one before ended, and the last stands on the base line', () => {
  const rows = waterfall(grown)
  for (const [index, row] of rows.slice(1, -1).entries()) expect(row.from).toBe(rows[index]?.to)
  expect(rows.at(-1)).toMatchObject({ from: 0, to: rows.at(-2)?.to })
})

test('a cause that takes more than was usual stays within the lane', () => {
  const parts = { views: -9, conversion: 0, unitsPerOrder: 0, places: 0 }
  const rows = waterfall(whyRow({ before: 5, parts, unexplained: 6, now: 2 }))
  for (const { from, to } of rows) {
    expect(Math.min(from, to)).toBeGreaterThanOrEqual(0)
    expect(Math.max(from, to)).toBeLessThanOrEqual(1)
  }
  expect(rows.map(({ units }) => units)).toEqual([5, -9, 0, 0, 0, 6, 2])
})

test('causes that nobody knows are no rows, least of all rows of nothing', () => {
  const rows = waterfall(whyRow({ before: 178, parts: null, unexplained: 4, now: 182 }))
  expect(rows.map(({ step, units }) => [step, units])).toEqual([
    ['usual', 178],
    ['unexplained', 4],
    ['today', 182],
  ])
})

test('nothing sold and nothing usual is a row of zeros, not a division by nothing', () => {
  const rows = waterfall(whyRow({ before: 0, now: 0 }))
  expect(rows.every(({ units, from, to }) => units === 0 && from === 0 && to === 0)).toBe(true)
})
