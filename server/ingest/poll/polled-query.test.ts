import { expect, test } from 'vitest'
import { polledTableSchema } from '#contract/database.ts'
import type { PolledQuery } from './polled-query.ts'
import { isMoment, overlapMsOf } from './polled-query.ts'

function query(cursor: PolledQuery['cursor'], key: readonly string[] = ['id']): PolledQuery {
  const polled = polledTableSchema.parse({ table: 'public.sales', key, cursor: 'of', overlap: 90 })
  return { polled, cursor, from: '', types: [] }
}

test.each<[PolledQuery['cursor'], string, boolean]>([
  ['timestamptz', '2026-11-23 13:05:17.25+00', true],
  ['timestamp', '2026-11-23 13:05:00', true],
  ['timestamp', '2026-11-23 00:00:00.001', true],
  ['timestamptz', '2026-11-01 00:00:00+00', false],
  ['timestamp', '2026-11-23 00:00:00', false],
  // Midnight in Kolkata, and in Kathmandu.
  ['timestamptz', '2026-10-31 18:30:00+00', false],
  ['timestamptz', '2026-10-31 18:15:00+00', false],
  ['timestamptz', '2026-10-31 18:30:00.5+00', true],
  ['date', '2026-11-23', false],
  ['integer', '202611', false],
])('no more rows come with a %s of %s: %s', (kind, at, expected) => {
  expect(isMoment(query(kind), at)).toBe(expected)
})

test('no more rows come with a cursor that is the key', () => {
  expect(isMoment(query('integer', ['of']), '17')).toBe(true)
  expect(isMoment(query('integer', ['of', 'line']), '17')).toBe(false)
})

test('an overlap in steps is not known in time', () => {
  expect(overlapMsOf(query('numeric'))).toBeNull()
  expect(overlapMsOf(query('date'))).toBe(90_000)
})
