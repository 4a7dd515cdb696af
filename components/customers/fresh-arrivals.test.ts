import { expect, test } from 'vitest'
import type { ArrivalRow } from '#contract/views/customers.ts'
import { freshArrivals, knowArrivals } from './fresh-arrivals.ts'

function arrivals(...ages: number[]): ArrivalRow[] {
  const nobody = { name: null, phone: null, email: null, channel: null, source: 'crm', note: null, calledAt: null }
  return ages.map((at) => ({
    ...nobody,
    kind: 'arrival',
    id: `${at}`,
    at,
    takenBy: null,
    takenAt: null,
    outcome: null,
    did: [],
    trouble: [],
  }))
}

test('an account that comes is news, but not the first that are shown, nor one that was there before', () => {
  const first = { waiting: arrivals(9, 8), waitingCount: 2 }
  expect(freshArrivals(null, first)).toEqual([])
  const known = knowArrivals(null, first)
  expect(freshArrivals(known, { waiting: arrivals(10, 9, 7), waitingCount: 3 })).toMatchObject([
    { id: '10' },
    { id: '7' },
  ])
  const later = knowArrivals(known, { waiting: arrivals(9), waitingCount: 1 })
  expect(freshArrivals(later, { waiting: arrivals(9, 8), waitingCount: 2 })).toEqual([])
})

test('an older account that moves up into the newest, because another was taken, is no news', () => {
  const known = knowArrivals(null, { waiting: arrivals(9, 8), waitingCount: 4 })
  expect(freshArrivals(known, { waiting: arrivals(10, 8, 7), waitingCount: 4 })).toMatchObject([{ id: '10' }])
})
