import { CalendarError } from '#calendar/calendar-entry.ts'
import { toMeetingEvent } from '#calendar/meeting-event.ts'
import { readCalendar } from '#calendar/read-calendar.ts'
import { ReplayError } from '../replay-error.ts'
import type { DocumentFormat, FileEvent } from './format.ts'

const dayMs = 86_400_000
/** Of series that have no end. */
const aheadMs = 60 * dayMs

/** A calendar (iCalendar, RFC 5545): one event a meeting, of a series one an occurrence, up to 60 days ahead. */
export const ics: DocumentFormat = {
  name: 'ics',
  unit: 'meeting',
  maxSize: 16 * 1024 * 1024,
  toEvents: (text) => eventsOf(text, Date.now()),
}

/** Times without a zone are those of this machine. */
function eventsOf(text: string, now: number): FileEvent[] {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()
  const window = { from: Number.NEGATIVE_INFINITY, to: now + aheadMs }
  const { meetings, refused } = read(text, { timeZone, window })
  const [first] = refused
  if (first) throw new ReplayError(`${first.uid ?? 'a meeting without UID'}: ${first.reason}.`)
  if (meetings.length === 0) throw new ReplayError('There is no meeting in it.')
  return meetings.map((meeting) => {
    const { occurredAt, ...event } = toMeetingEvent(meeting, { version: meeting.sequence, now })
    return { line: 1, at: occurredAt, event }
  })
}

function read(text: string, options: Omit<Parameters<typeof readCalendar>[1], 'ownDomains'>) {
  try {
    return readCalendar(text, { ...options, ownDomains: [] })
  } catch (error) {
    if (!(error instanceof CalendarError)) throw error
    throw new ReplayError(`This cannot be read: ${error.message}.`, { cause: error })
  }
}
