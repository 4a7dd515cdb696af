import { expect, test } from 'vitest'
import { countdownOf, dayAfter, meetingDays, meetingToOpen, meetingToShow } from './meeting-days.ts'

const now = Date.parse('2026-11-17T15:46:08Z')
const minuteMs = 60_000

const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

function meeting(id: string, minutes: number, rest = {}) {
  return {
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
  }
}

test('the last minutes are counted by the second, and nothing is counted once it has begun', () => {
  const start = now + 13 * minuteMs + 52_000
  expect(countdownOf(start, now)).toBe('13:52')
  expect(countdownOf(now + 1, now)).toBe('0:01')
  expect([countdownOf(now, now), countdownOf(now + 60 * minuteMs, now)]).toEqual([null, null])
})

test('meetings stand by day and start, and the one to prepare for is that which runs or comes next', () => {
  const rows = [
    meeting('tomorrow', 1200),
    meeting('next', 14),
    meeting('done', -90),
    meeting('fair', -900, { allDay: true }),
  ]
  const days = meetingDays(rows, { now, dateOf })
  expect(days.map(({ meetings }) => meetings.map(({ id }) => id))).toEqual([['done', 'next', 'fair'], ['tomorrow']])
  expect(meetingToOpen(days, now)?.id).toBe('next')
  expect(meetingToOpen(days, now + 100 * 60 * minuteMs)?.id).toBe('tomorrow')
})

test('what is shown stays when it is over and another comes next, and goes only with its row', () => {
  const rows = [meeting('now', -20), meeting('next', 40)]
  const later = now + 45 * minuteMs
  const shown = meetingToShow(meetingDays(rows, { now, dateOf }), { shown: undefined, now })
  expect(shown).toBe('now')
  expect(meetingToShow(meetingDays(rows, { now: later, dateOf }), { shown, now: later })).toBe('now')
  expect(meetingToShow(meetingDays(rows.slice(1), { now: later, dateOf }), { shown, now: later })).toBe('next')
  expect(meetingToShow([], { shown, now: later })).toBeUndefined()
})

test('a meeting that began on an earlier day and still runs stands under today, one that was over by then does not', () => {
  const midnight = Date.parse('2026-11-17T00:00:00Z')
  const rows = [
    meeting('next', 14),
    meeting('migration', -2000, { endsAt: now + 60 * minuteMs }),
    meeting('over', -2000, { endsAt: midnight }),
  ]
  const days = meetingDays(rows, { now, dateOf })
  expect(days.map(({ date, meetings }) => [date, meetings.map(({ id }) => id)])).toEqual([
    ['2026-11-16', ['over']],
    ['2026-11-17', ['migration', 'next']],
  ])
  expect(days.map(({ at }) => dateOf(at))).toEqual(['2026-11-16', '2026-11-17'])
})

test('tomorrow is the day after, also at the end of a month and of a year', () => {
  expect(['2026-11-17', '2026-11-30', '2026-12-31'].map(dayAfter)).toEqual(['2026-11-18', '2026-12-01', '2027-01-01'])
})
