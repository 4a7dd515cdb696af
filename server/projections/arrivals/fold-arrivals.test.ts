import { describe, expect, test } from 'vitest'
import type { StoredEvent } from '#contract/event.ts'
import type { ArrivalRecord } from './fold-arrivals.ts'
import { foldArrivals } from './fold-arrivals.ts'

const key = '00000000-0000-0000-0000-000000000001'
const ada = { id: 'a', name: 'Ada' }
const bob = { id: 'b', name: 'Bob' }

function event(type: string, data: object, more: Partial<StoredEvent> = {}): StoredEvent {
  const source = data === null || !('by' in data) ? 'crm' : 'vigie'
  const flags = { backfill: false, synthetic: false, clamped: false }
  return { position: 1n, id: type, source, type, subject: null, occurredAt: 5, receivedAt: 5, data, ...flags, ...more }
}

function fold(...events: StoredEvent[]): ArrivalRecord | undefined {
  const arrivals = new Map<string, ArrivalRecord>()
  foldArrivals(
    arrivals,
    events.map((each) => ({ event: each, key })),
  )
  return arrivals.get(key)
}

const created = event('customer.created', { name: 'N', phone: '+33 6' })
const taken = (by: typeof ada, turn = 0) => event('customer.taken', { customer: key, by, turn })
const released = (by: typeof ada, turn = 0) => event('customer.released', { customer: key, by, turn })

describe('new accounts', () => {
  test('who takes one first has it; who comes second does not', () => {
    expect(fold(created, taken(ada), taken(bob))).toMatchObject({ takenBy: ada, takenAt: 5 })
  })

  test('one that was given back can be taken in its next turn, and not by a word of the last one', () => {
    expect(fold(created, taken(ada), released(ada), taken(bob))).toMatchObject({ takenBy: null, turn: 1 })
    expect(fold(created, taken(ada), released(ada), taken(bob, 1))).toMatchObject({ takenBy: bob })
  })

  test('what came of the call stands there', () => {
    const called = event('customer.called', { customer: key, by: ada, outcome: 'call-back', note: 'After five' })
    expect(fold(created, taken(ada), called)).toMatchObject({ outcome: 'call-back', note: 'After five', calledAt: 5 })
  })

  test('history opens no account, and neither does a change of one', () => {
    expect(fold({ ...created, backfill: true })).toBeUndefined()
    expect(fold(event('customer.updated', { phone: '1' }))).toBeUndefined()
  })

  test('a phone number that is told later is added, one that is there stays', () => {
    const later = event('customer.updated', { phone: '+33 7', email: 'n@example.com' })
    expect(fold(created, later)).toMatchObject({ phone: '+33 6', email: 'n@example.com' })
  })
})
