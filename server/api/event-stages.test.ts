import { expect, test } from 'vitest'
import { Telemetry } from '../runtime/telemetry.ts'
import { EventStagesLedger } from './event-stages.ts'

function ledgerOf(
  flushes: [from: bigint, to: bigint, at: number][],
  batches: [from: bigint, to: bigint, at: number][],
) {
  const telemetry = new Telemetry()
  const ledger = new EventStagesLedger(telemetry, 'counters')
  for (const [from, to, committedAt] of flushes) {
    telemetry.emit('log.appended', { from, to, stored: 1, duplicates: 0, committedAt, durationMs: 1 })
  }
  for (const [from, position, projectedAt] of batches) {
    const newest = { source: 'shop', occurredAt: 0, receivedAt: 0, storedAt: null, projectedAt }
    telemetry.emit('projection.applied', {
      projection: 'counters',
      position,
      events: Number(position - from) + 1,
      touched: [],
      newest,
      durationMs: 1,
    })
  }
  return ledger
}

test('an event has the times of the flush and the batch that brought it', () => {
  const ledger = ledgerOf(
    [
      [1n, 3n, 100],
      [4n, 4n, 120],
    ],
    [
      [1n, 2n, 110],
      [3n, 4n, 130],
    ],
  )
  expect([1n, 2n, 3n, 4n].map((position) => ledger.of(position))).toEqual([
    { storedAt: 100, projectedAt: 110 },
    { storedAt: 100, projectedAt: 110 },
    { storedAt: 100, projectedAt: 130 },
    { storedAt: 120, projectedAt: 130 },
  ])
})

test('what has not happened, and what has been forgotten, is not known', () => {
  expect(ledgerOf([[1n, 1n, 100]], []).of(2n)).toEqual({ storedAt: null, projectedAt: null })
  const flushes = Array.from({ length: 3000 }, (_, index): [bigint, bigint, number] => [
    BigInt(index + 1),
    BigInt(index + 1),
    index,
  ])
  expect(ledgerOf(flushes, []).of(5n).storedAt).toBeNull()
  expect(ledgerOf(flushes, []).of(2999n).storedAt).toBe(2998)
})

test('what was there before this process, or came by another one, is not said to have come now', () => {
  const ledger = ledgerOf(
    [
      [101n, 101n, 100],
      [104n, 104n, 120],
    ],
    [[101n, 101n, 110]],
  )
  expect([100n, 101n, 103n].map((position) => ledger.of(position))).toEqual([
    { storedAt: null, projectedAt: null },
    { storedAt: 100, projectedAt: 110 },
    { storedAt: null, projectedAt: null },
  ])
})

test('a flush of duplicates alone stores nothing', () => {
  expect(ledgerOf([[1n, 0n, 100]], []).of(1n).storedAt).toBeNull()
})
