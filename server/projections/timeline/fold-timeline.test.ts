import { expect, test } from 'vitest'
import type { StoredEvent } from '#contract/event.ts'
import { defaultInterest } from '#contract/interest.ts'
import { foldTimeline, keyEvents } from './fold-timeline.ts'
import { timelineKeys } from './timeline-keys.ts'

function told(data: object): StoredEvent {
  const envelope = { id: 'e-1', source: 'calendar', type: 'meeting.scheduled', subject: null, position: 1n }
  return { ...envelope, occurredAt: 0, receivedAt: 0, backfill: false, synthetic: false, clamped: false, data }
}

/** What one event leaves: entries, and of how many keys the interest has risen. */
function leftBy(event: StoredEvent) {
  const state = { settings: defaultInterest, activity: new Map(), things: new Map() }
  const { entries, activity } = foldTimeline(state, keyEvents([event], timelineKeys('FR')))
  return { entries: entries.length, raised: activity.size }
}

const meeting = { meetingId: 'm-1', startsAt: '2026-11-23T12:00:00Z' }

test('to be invited to a meeting is told, and is no interest of those who are', () => {
  const attendees = [{ email: 'ada@bacs.example' }, { email: 'bob@bacs.example' }]
  expect(leftBy(told({ ...meeting, attendees }))).toEqual({ entries: 2, raised: 0 })
})

test('to book a meeting is', () => {
  expect(leftBy(told({ ...meeting, email: 'ada@bacs.example' }))).toEqual({ entries: 1, raised: 1 })
})
