import { expect, test } from 'vitest'
import type { AttendeeRow, ProductRow } from '#contract/views/meetings.ts'
import { countdownOf, meetingDays, meetingToOpen } from './meeting-days.ts'
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

test('the last minutes are counted by the second, and nothing is counted once it has begun', () => {
  const start = now + 13 * minuteMs + 52_000
  expect(countdownOf(start, now)).toBe('13:52')
  expect(countdownOf(now + 1, now)).toBe('0:01')
  expect([countdownOf(now, now), countdownOf(now + 60 * minuteMs, now)]).toEqual([null, null])
})

test('meetings stand by day and start, and the one to prepare for is that which runs or comes next', () => {
  const meeting = (id: string, minutes: number, rest = {}) => ({
    id,
    title: id,
    location: null,
    startsAt: now + minutes * minuteMs,
    endsAt: now + (minutes + 30) * minuteMs,
    allDay: false,
    company: null,
    people: [],
    count: 0,
    source: 'calendar',
    ...rest,
  })
  const rows = [
    meeting('tomorrow', 1200),
    meeting('next', 14),
    meeting('done', -90),
    meeting('fair', -900, { allDay: true }),
  ]
  const days = meetingDays(rows, (at) => new Date(at).toISOString().slice(0, 10))
  expect(days.map(({ meetings }) => meetings.map(({ id }) => id))).toEqual([['done', 'next', 'fair'], ['tomorrow']])
  expect(meetingToOpen(days, now)?.id).toBe('next')
  expect(meetingToOpen(days, now + 100 * 60 * minuteMs)?.id).toBe('tomorrow')
})
