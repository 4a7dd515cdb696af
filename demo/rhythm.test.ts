import { expect, test } from 'vitest'
import { busynessAt } from './rhythm.ts'

test('the rate is never below a third of the busiest hour, and changes without steps', () => {
  const start = Date.parse('2026-11-22T23:00:00Z')
  const minutes = Array.from({ length: 1441 }, (_, minute) => busynessAt(start + minute * 60_000))
  expect(Math.min(...minutes)).toBeGreaterThan(1 / 3)
  expect(Math.max(...minutes)).toBe(1)
  for (const [index, busyness] of minutes.entries()) {
    expect(Math.abs(busyness - (minutes[index - 1] ?? busyness))).toBeLessThan(0.01)
  }
})

test('hours are those of Paris, in winter and in summer', () => {
  expect(busynessAt(Date.parse('2026-01-15T17:00:00Z'))).toBe(1)
  expect(busynessAt(Date.parse('2026-07-15T16:00:00Z'))).toBe(1)
})

test('a moment need not be a whole millisecond', () => {
  expect(busynessAt(Date.parse('2026-01-15T17:00:00Z') + 0.4)).toBe(1)
})
