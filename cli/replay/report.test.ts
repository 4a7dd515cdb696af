import { expect, test } from 'vitest'
import { describeProgress, describeSummary, drawProgress, formatDuration, summarise } from './report.ts'
import type { Tally } from './tally.ts'
import { createTally } from './tally.ts'

function halfDone(): Tally {
  return Object.assign(createTally(1000), {
    phase: 'sending',
    reading: { bytes: 600, records: 5000 },
    total: 400,
    firstAt: 0,
    lastAt: 3_600_000,
    at: 1_800_000,
    sent: 250,
    stored: 190,
    duplicates: 9,
    invalid: 1,
    retries: 3,
    startedAt: 10_000,
  } satisfies Partial<Tally>)
}

test('progress tells the file, the events, the rate, what is left and the retries', () => {
  expect(describeProgress(halfDone(), { unit: 'invoice', speed: 'max', now: 20_000 })).toBe(
    '60% of file  200 of 400 invoices  20/s  ETA 0:10  3 retries',
  )
})

test('what is left of a paced replay is what is left of the file’s time', () => {
  expect(describeProgress(halfDone(), { unit: 'invoice', speed: 60, now: 20_000 })).toContain('ETA 0:30')
})

test('the bar fits the terminal', () => {
  const options = { unit: 'invoice', speed: 'max', now: 20_000 } as const
  expect(drawProgress(halfDone(), { ...options, columns: 40 }).length).toBeLessThan(40)
  expect(drawProgress(halfDone(), { ...options, columns: 200 })).toMatch(/^█{8}░{8} {2}60%/)
})

test('a summary is complete only when the door has answered for every event of the file', () => {
  const tally = halfDone()
  expect(summarise(tally, 20_000)).toMatchObject({ complete: false, unconfirmed: 50, seconds: 10, rate: 20 })
  tally.stored = 390
  tally.sent = 400
  expect(summarise(tally, 20_000)).toMatchObject({ complete: true, unconfirmed: 0, events: 400, invalid: 1 })
})

test('a summary that is not complete says how to finish', () => {
  const about = { file: 'orders.csv', source: 'shop', unit: 'invoice' }
  expect(describeSummary(summarise(halfDone(), 20_000), about)).toContain('Run the same command again to finish')
})

test.each([
  [7, '0:07'],
  [187, '3:07'],
  [3729, '1:02:09'],
])('%s s is %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text)
})
