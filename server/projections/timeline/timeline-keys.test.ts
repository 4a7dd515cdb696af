import { expect, test } from 'vitest'
import type { StoredEvent } from '#contract/event.ts'
import { keyIdOf } from '../identity/key-id.ts'
import { timelineKeys } from './timeline-keys.ts'

const [one, other] = ['1', '2'].map((value) => keyIdOf({ kind: 'visitor', value }))

function keysOf(type: string, data: unknown, source = 'site'): string[] {
  const flags = { backfill: false, synthetic: false, clamped: false }
  const event: StoredEvent = {
    position: 1n,
    id: 'e',
    source,
    type,
    subject: null,
    occurredAt: 0,
    receivedAt: 0,
    data,
    ...flags,
  }
  return timelineKeys('FR')(event)
}

test('an event stands under the strongest key of each person that it names', () => {
  expect(keysOf('page.viewed', { visitorId: '1' })).toEqual([one])
  expect(keysOf('page.viewed', { visitorId: '1', customerId: 'c' })).toEqual([
    keyIdOf({ kind: 'customer', value: 'c' }),
  ])
  const attendees = [{ email: 'a@example.com' }, { email: 'b@example.com' }]
  expect(keysOf('meeting.scheduled', { attendees })).toHaveLength(2)
  expect(keysOf('stock.changed', { sku: 's' })).toEqual([])
})

test('what people do with customers stands with those they do it with, and only Vigie itself says so', () => {
  expect(keysOf('customer.taken', { customer: one }, 'vigie')).toEqual([one])
  expect(keysOf('customer.merged', { customer: one, links: [{ from: one, to: other }] }, 'vigie')).toEqual([one, other])
  expect(keysOf('customer.taken', { customer: one })).toEqual([])
  expect(keysOf('alert.acknowledged', { customer: one }, 'vigie')).toEqual([])
})
