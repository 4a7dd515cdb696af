import { expect, test } from 'vitest'
import { restBetweenBatches } from './rest-between-batches.ts'

const batch = { events: 10, tookMs: 30, minIntervalMs: 100, isAwaited: false }

test.each([
  ['a small batch is followed by the rest of the interval', {}, 70],
  ['one that took longer than the interval, by the next at once', { tookMs: 130 }, 0],
  ['one that catches up, too', { events: 1000 }, 0],
  ['while senders wait, one that catches up rests for as long as it worked', { events: 1000, isAwaited: true }, 30],
  ['while senders wait, one that took longer than the interval does', { tookMs: 130, isAwaited: true }, 130],
  ['the longer of both rests counts', { isAwaited: true }, 70],
])('%s', (_, change, restMs) => {
  expect(restBetweenBatches({ ...batch, ...change })).toBe(restMs)
})
