import { expect, test } from 'vitest'
import type { WallSecondRow } from '#contract/views/wall.ts'
import { perSecond, secondsWindow, windowSeconds } from './seconds-window.ts'

const now = Date.UTC(2026, 10, 17, 14, 46, 8)
const second = (secondsAgo: number, received: number): WallSecondRow => ({
  kind: 'second',
  at: now - secondsAgo * 1000,
  received,
})

test('the newest whole second that is sure to be complete stands last', () => {
  const counts = secondsWindow([second(0, 5), second(1, 6), second(2, 7)], now)
  expect(counts).toHaveLength(windowSeconds)
  expect(counts.at(-1)).toBe(7)
})

test('a second without a row received nothing', () => {
  const counts = secondsWindow([second(4, 3)], now)
  expect(counts.filter((count) => count !== 0)).toEqual([3])
})

test('rows older than the window do not count', () => {
  expect(Math.max(...secondsWindow([second(windowSeconds + 2, 9)], now))).toBe(0)
  expect(secondsWindow([second(windowSeconds + 1, 9)], now)[0]).toBe(9)
})

test('the window slides with the clock, not with the rows', () => {
  const rows = [second(10, 4)]
  const before = secondsWindow(rows, now)
  const after = secondsWindow(rows, now + 3000)
  expect(after.indexOf(4)).toBe(before.indexOf(4) - 3)
})

test('within a second nothing moves', () => {
  const rows = [second(2, 4), second(3, 1)]
  expect(secondsWindow(rows, now + 999)).toEqual(secondsWindow(rows, now))
})

test('per second is the mean of the window', () => {
  expect(perSecond([1, 2, 3, 6])).toBe(3)
})
