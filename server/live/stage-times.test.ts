import { expect, test } from 'vitest'
import type { TelemetryEvents } from '../runtime/telemetry.ts'
import { StageTimesLedger } from './stage-times.ts'

function applied(position: bigint, receivedAt: number): TelemetryEvents['projection.applied'] {
  return {
    projection: 'counters',
    position,
    events: 1,
    touched: ['wall'],
    newest: {
      source: 'shop',
      occurredAt: receivedAt - 1,
      receivedAt,
      storedAt: receivedAt + 1,
      projectedAt: receivedAt + 2,
    },
    durationMs: 0,
  }
}

const reading = (position: bigint, receivedAt: number) => ({
  position,
  rows: {},
  newest: { occurredAt: receivedAt - 1, receivedAt },
})

test('the newest event of a reading gets the times of the batch it came with', () => {
  const ledger = new StageTimesLedger()
  ledger.note(applied(1n, 100))
  ledger.note(applied(2n, 200))

  expect(ledger.of(reading(1n, 100), ['counters'], 500)).toEqual({
    occurredAt: 99,
    receivedAt: 100,
    storedAt: 101,
    projectedAt: 102,
    emittedAt: 500,
  })
})

test('what another process applied, or one whose projection the view does not read, has no such times', () => {
  const ledger = new StageTimesLedger()
  ledger.note(applied(1n, 100))
  const unknown = { storedAt: null, projectedAt: null }

  expect(ledger.of(reading(2n, 300), ['counters'], 500)).toMatchObject(unknown)
  expect(ledger.of(reading(1n, 100), ['sessions'], 500)).toMatchObject(unknown)
  expect(ledger.of(reading(0n, 100), ['counters'], 500)).toMatchObject(unknown)
})

test('a view without events has no times', () => {
  expect(new StageTimesLedger().of({ position: 0n, rows: {}, newest: null }, ['counters'], 500)).toBeNull()
})
