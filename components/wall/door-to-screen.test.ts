import { expect, test } from 'vitest'
import type { AppliedSample } from '#components/live/view-state.ts'
import { doorToScreen } from './door-to-screen.ts'

const receivedAt = Date.UTC(2026, 10, 17, 14, 46, 8)

function sample(position: number, delayMs: number, how: 'patch' | 'snapshot' = 'patch'): AppliedSample {
  const asOf = {
    occurredAt: receivedAt,
    receivedAt,
    storedAt: receivedAt,
    projectedAt: receivedAt,
    emittedAt: receivedAt,
  }
  return { how, position: String(position), asOf, appliedAt: receivedAt + delayMs - 5, paintedAt: receivedAt + delayMs }
}

test('median, 95% and the share that kept the promise', () => {
  const samples = Array.from({ length: 20 }, (_, index) => sample(index, (index + 1) * 100))
  expect(doorToScreen(samples, 1000)).toEqual({ medianMs: 1000, p95Ms: 1900, kept: 0.5, samples: 20 })
})

test('a snapshot says how long ago the last event came, and is not counted', () => {
  expect(doorToScreen([sample(1, 3_600_000, 'snapshot')], 1000)).toBeNull()
})

test('a patch that only moved a window of time is not counted', () => {
  const moved = [sample(1, 100), sample(1, 1100), sample(1, 2100), sample(2, 120)]
  expect(doorToScreen(moved, 1000)).toMatchObject({ samples: 2, p95Ms: 120 })
})

test('a view without events has nothing to measure', () => {
  expect(doorToScreen([{ ...sample(0, 10), asOf: null }], 1000)).toBeNull()
  expect(doorToScreen([], 1000)).toBeNull()
})
