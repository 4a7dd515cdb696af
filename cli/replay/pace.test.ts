import { expect, test } from 'vitest'
import { decodeSpeed, dueMs, waitUntil } from './pace.ts'

test('at speed 60, what happened an hour after the beginning is due after a minute', () => {
  expect(dueMs(60, { at: 3_600_000, firstAt: 0 })).toBe(60_000)
})

test('at the highest speed all is due at once', () => {
  expect(dueMs('max', { at: 3_600_000, firstAt: 0 })).toBe(0)
})

test('what is a little out of order is due at once, never in the past', () => {
  expect(dueMs(1, { at: 999, firstAt: 1000 })).toBe(0)
})

test.each([
  ['max', 'max'],
  ['1', 1],
  ['0.5', 0.5],
  ['100000', 100_000],
  ['0', undefined],
  ['-1', undefined],
  ['fast', undefined],
  ['', undefined],
  ['Infinity', undefined],
])('a speed of %j is %s', (text, speed) => {
  expect(decodeSpeed(text)).toBe(speed)
})

test('a wait of months ends at once when it is told to', async () => {
  const stop = new AbortController()
  const waited = waitUntil(performance.now() + 1e10, stop.signal)
  stop.abort()
  await expect(waited).resolves.toBeUndefined()
})
