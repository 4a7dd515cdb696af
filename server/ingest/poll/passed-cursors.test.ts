import { expect, test } from 'vitest'
import type { PassedCursors } from './passed-cursors.ts'
import { forgetSettled, notePassed, settledCursor } from './passed-cursors.ts'

const hour = 3_600_000
const day = 24 * hour

function noteAll(cursors: readonly (readonly [string, number])[]): PassedCursors {
  return cursors.reduce<PassedCursors>((passed, [cursor, at]) => notePassed(passed, cursor, at), [])
}

test('a cursor is settled once a reading has begun a week after it was the greatest', () => {
  const passed = noteAll([['a', day]])
  expect(settledCursor(passed, { readAt: 7 * day, overlapMs: 0 })).toBeNull()
  expect(settledCursor(passed, { readAt: 8 * day, overlapMs: 0 })).toBe('a')
  expect(settledCursor(passed, { readAt: 8 * day, overlapMs: 30 * day })).toBeNull()
})

test('a cursor is settled after three weeks where the overlap is counted in steps', () => {
  const passed = noteAll([['17', day]])
  expect(settledCursor(passed, { readAt: 21 * day, overlapMs: null })).toBeNull()
  expect(settledCursor(passed, { readAt: 22 * day, overlapMs: null })).toBe('17')
})

test('a cursor that stays the greatest stays known since when it became that', () => {
  const passed = noteAll([
    ['a', day],
    ['a', 5 * day],
  ])
  expect(passed).toEqual([{ cursor: 'a', at: day }])
})

test('what is behind the newest settled cursor is a week and a day old at the most, however often cursors change', () => {
  const hours = Array.from({ length: 40 * 24 }, (_, index) => [String(index), index * hour] as const)
  const readings = { readAt: 39 * day, overlapMs: 0 }
  const passed = forgetSettled(noteAll(hours), readings)
  expect(Number(settledCursor(passed, readings)) * hour).toBeGreaterThan(readings.readAt - 8 * day)
  expect(passed.length).toBeLessThan(20)
})

test('after a long quiet the cursor before it is the settled one', () => {
  const passed = noteAll([
    ['a', 0],
    ['b', hour],
    ['c', 90 * day],
  ])
  expect(settledCursor(passed, { readAt: 90 * day, overlapMs: 0 })).toBe('b')
})
