import { expect, test, vi } from 'vitest'
import type { AppliedSample } from '#components/live/view-state.ts'
import { Arrivals } from './arrivals.ts'

const sample = (position: string): AppliedSample => ({ how: 'patch', position, asOf: null, appliedAt: 0, paintedAt: 0 })

test('a sample that was painted before the door answered is found', async () => {
  const arrivals = new Arrivals()
  for (const position of ['9', '10', '11']) arrivals.add(sample(position))
  expect((await arrivals.first('10', 1000))?.position).toBe('10')
})

test('a later sample that includes the position is as good', async () => {
  const arrivals = new Arrivals()
  const found = arrivals.first('99', 1000)
  arrivals.add(sample('98'))
  arrivals.add(sample('120'))
  arrivals.add(sample('121'))
  expect((await found)?.position).toBe('120')
})

test('positions are compared as numbers, also past 2^53', async () => {
  const arrivals = new Arrivals()
  arrivals.add(sample('9007199254740992'))
  arrivals.add(sample('9007199254740993'))
  expect((await arrivals.first('9007199254740993', 1000))?.position).toBe('9007199254740993')
})

test('nothing in time is null', async () => {
  vi.useFakeTimers()
  const found = new Arrivals().first('1', 10_000)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(await found).toBeNull()
  vi.useRealTimers()
})
