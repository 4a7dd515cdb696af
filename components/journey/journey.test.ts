import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import type { JourneyTimes } from './journey.ts'
import { journeyOf } from './journey.ts'

const at = Date.UTC(2026, 10, 17, 14, 45, 59)
const measured: JourneyTimes = {
  sentAt: at,
  receivedAt: at + 14,
  admittedAt: at + 16,
  storedAt: at + 22,
  projectedAt: at + 31,
  appliedAt: at + 46,
  paintedAt: at + 61,
}

const lengths = (times: JourneyTimes): [string, number][] => journeyOf(times).stages.map(({ name, ms }) => [name, ms])

test('each stage starts where the last one ended, and the total is their sum', () => {
  const { stages, totalMs } = journeyOf(measured)
  expect(stages).toEqual([
    { name: 'network', startMs: 0, ms: 14 },
    { name: 'door', startMs: 14, ms: 2 },
    { name: 'log', startMs: 16, ms: 6 },
    { name: 'projection', startMs: 22, ms: 9 },
    { name: 'view', startMs: 31, ms: 15 },
    { name: 'screen', startMs: 46, ms: 15 },
  ])
  expect(totalMs).toBe(61)
})

describe('what nobody measured', () => {
  test('a door that does not tell its share is shown together with the log', () => {
    expect(lengths({ ...measured, admittedAt: null })).toContainEqual(['doorAndLog', 8])
  })

  test('an unmeasured end gives its time to the next stage', () => {
    expect(lengths({ ...measured, projectedAt: null })).toContainEqual(['view', 24])
  })

  test('without a time of sending the journey starts at the door', () => {
    const { stages, totalMs } = journeyOf({ ...measured, sentAt: null })
    expect(stages[0]).toEqual({ name: 'door', startMs: 0, ms: 2 })
    expect(totalMs).toBe(47)
  })
})

test('clocks that disagree never make a stage negative, and the stages still add up', () => {
  const time = fc.integer({ min: at - 1000, max: at + 1000 })
  const maybe = fc.option(time, { nil: null })
  const times = fc.record({
    sentAt: maybe,
    receivedAt: time,
    admittedAt: maybe,
    storedAt: maybe,
    projectedAt: maybe,
    appliedAt: time,
    paintedAt: time,
  })
  fc.assert(
    fc.property(times, (some) => {
      const { stages, totalMs } = journeyOf(some)
      expect(stages.every(({ ms }) => ms >= 0)).toBe(true)
      expect(stages.reduce((sum, { ms }) => sum + ms, 0)).toBe(totalMs)
    }),
  )
})
