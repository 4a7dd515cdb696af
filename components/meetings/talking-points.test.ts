import { expect, test } from 'vitest'
import type { AttendeeRow, ProductRow } from '#contract/views/meetings.ts'
import { talkingPoints } from './talking-points.ts'

const now = Date.parse('2026-11-17T15:46:08Z')
const minuteMs = 60_000

const nobody: AttendeeRow = {
  kind: 'attendee',
  place: 1,
  name: 'Buyer',
  email: null,
  status: null,
  isOrganizer: false,
  customer: null,
  company: null,
  isUnknown: false,
  orders: 0,
  ordersMinor: null,
  currency: null,
  lastOrderAt: null,
  seen: null,
  interest: null,
  pages: [],
  tickets: [],
}
const parka: ProductRow = {
  kind: 'product',
  sku: 'p1',
  title: 'Parka',
  seen: 3,
  inStores: 232,
  inWarehouses: 180,
  next: { quantity: 200, expectedAt: now + 1 },
}
const points = (attendee: Partial<AttendeeRow>, products: readonly ProductRow[] = []) =>
  talkingPoints({ attendees: [{ ...nobody, ...attendee }], products, now, nameOf: ({ name }) => name ?? '' })

test('an open ticket comes first, then where they are now, then what they looked at', () => {
  const found = points(
    {
      tickets: [{ id: 't1', title: 'Logo', openedAt: now }],
      seen: { kind: 'seen', at: now - minuteMs, title: 'Prices', path: null },
    },
    [parka],
  )
  expect(found.map(({ point }) => point)).toEqual(['ticket', 'onSite', 'short', 'delivery', 'prospect'])
})

test('of somebody unknown nothing is said, and enough on the shelf is no fact worth saying', () => {
  expect(points({ isUnknown: true }, [{ ...parka, inWarehouses: 640 }])).toEqual([])
})

test('a page that was left long ago is not now', () => {
  expect(points({ orders: 2, seen: { kind: 'seen', at: now - 6 * minuteMs, title: 'Prices', path: null } })).toEqual([])
})
