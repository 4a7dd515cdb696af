import ICAL from 'ical.js'
import type { CalendarContext, CalendarEntry } from './calendar-entry.ts'
import { CalendarError, readEntry, textOf } from './calendar-entry.ts'
import type { Meeting } from './meeting.ts'
import { toMeeting } from './meeting.ts'
import type { Window } from './occurrences.ts'
import { isSeries, startsWithin } from './occurrences.ts'

/*
 * From the text of a calendar (RFC 5545) to its meetings. Of several versions of one VEVENT the newest counts: the greatest
 * SEQUENCE, then the newest change. A series is one meeting an occurrence, named after the moment that its rule says, so that it
 * keeps its name when a RECURRENCE-ID moves it.
 */

export interface ReadCalendar {
  meetings: Meeting[]
  /** VEVENTs that are no meetings, and why. */
  refused: { uid: string | null; reason: string }[]
}

export interface ReadOptions {
  /** IANA name: the zone of times that have none. */
  timeZone: string
  /** Series are followed within it; what takes place once is read whenever it does. */
  window: Window
  /** Domains of e-mail addresses of the company's own people, who are no customers. */
  ownDomains: readonly string[]
}

/** More is a mistake, or an attack. */
const maxMeetings = 20_000
/** Of a series the newest. */
const maxOccurrences = 1000

/** @throws CalendarError when the text is no calendar, or one that asks or answers instead of telling. */
export function readCalendar(text: string, options: ReadOptions): ReadCalendar {
  const read: ReadCalendar = { meetings: [], refused: [] }
  for (const calendar of parseCalendars(text)) addCalendar(read, calendar, options)
  if (read.meetings.length > maxMeetings) {
    throw new CalendarError(`it holds ${read.meetings.length} meetings; up to ${maxMeetings} are taken`)
  }
  return read
}

/** What programs for Windows put before text in UTF-8. */
const byteOrderMark = /^\uFEFF/

function parseCalendars(text: string): ICAL.Component[] {
  let parsed: unknown
  try {
    parsed = ICAL.parse(text.replace(byteOrderMark, ''))
  } catch (cause) {
    // Of text that begins with no component the parser has no word of its own.
    const isWord = cause instanceof Error && cause.name === 'ParserError'
    const reason = isWord ? cause.message.slice(0, 200) : 'it does not begin with BEGIN:VCALENDAR'
    throw new CalendarError(`it is no calendar: ${reason}`, { cause })
  }
  // One component is its name, properties and parts; several are a list of such.
  const roots = Array.isArray(parsed) && Array.isArray(parsed[0]) ? (parsed as unknown[][]) : [parsed as unknown[]]
  if (roots.some((root) => root.length === 0)) throw new CalendarError('it is no calendar: it is empty')
  const components = roots.map((root) => new ICAL.Component(root))
  const other = components.find(({ name }) => name !== 'vcalendar')
  if (other) throw new CalendarError(`it is no calendar but a ${other.name.toUpperCase()}`)
  return components
}

function addCalendar(read: ReadCalendar, calendar: ICAL.Component, options: ReadOptions): void {
  const method = textOf(calendar, 'method')?.toUpperCase() ?? 'PUBLISH'
  if (!['PUBLISH', 'REQUEST', 'ADD', 'CANCEL'].includes(method)) {
    throw new CalendarError(`it is an answer to an invitation (METHOD:${method}) and not a calendar`)
  }
  const context = { calendar, timeZone: options.timeZone }
  const entries: CalendarEntry[] = []
  for (const component of calendar.getAllSubcomponents('vevent')) {
    const entry = attempt(read, component, () => readEntry(component, context))
    if (entry) entries.push(method === 'CANCEL' ? { ...entry, isCancelled: true } : entry)
  }
  for (const [, of] of Map.groupBy(entries, ({ uid }) => uid)) {
    const [first] = of
    if (!first) continue
    const meetings = attempt(read, first.component, () => meetingsOf(of, options, context))
    read.meetings.push(...(meetings ?? []))
  }
}

/** What one entry has wrong with it keeps no other from being read. */
function attempt<Result>(read: ReadCalendar, component: ICAL.Component, work: () => Result): Result | null {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof Error)) throw error
    read.refused.push({ uid: textOf(component, 'uid') ?? null, reason: error.message.slice(0, 200) })
    return null
  }
}

/** All entries of one UID: a series and what became of single ones, or a meeting. */
function meetingsOf(entries: readonly CalendarEntry[], options: ReadOptions, context: CalendarContext): Meeting[] {
  const master = newest(entries.filter(({ recurrence }) => recurrence === null))
  const exceptions = [...Map.groupBy(entries, ({ recurrence }) => recurrence?.at ?? null)].flatMap(([at, of]) => {
    const entry = newest(of)
    return at === null || !entry ? [] : [{ ...entry, originalAt: at }]
  })
  if (master && !isSeries(master) && exceptions.length === 0) return [toMeeting(master, { originalAt: null, options })]
  const starts = master && isSeries(master) ? startsWithin(master, options.window, context).slice(-maxOccurrences) : []
  const excepted = new Set(exceptions.map(({ originalAt }) => originalAt))
  const ruled = starts
    .filter((at) => !excepted.has(at))
    .flatMap((at) => (master ? [toMeeting(entryAt(at, master, exceptions), { originalAt: at, options })] : []))
  return [...ruled, ...exceptions.map((entry) => toMeeting(entry, { originalAt: entry.originalAt, options }))]
}

/** The series as it is then: from an exception for this and all that follow on, that one counts, moved as far as it was. */
function entryAt(
  at: number,
  master: CalendarEntry,
  exceptions: readonly (CalendarEntry & { originalAt: number })[],
): CalendarEntry {
  const from = exceptions
    .filter(({ recurrence, originalAt }) => recurrence?.andFollowing === true && originalAt < at)
    .toSorted((a, b) => b.originalAt - a.originalAt)[0]
  const entry = from ?? master
  const movedMs = from ? from.start.at - from.originalAt : 0
  const sequence = Math.max(entry.sequence, master.sequence)
  return { ...entry, sequence, isCancelled: entry.isCancelled, start: { ...entry.start, at: at + movedMs } }
}

function newest(versions: readonly CalendarEntry[]): CalendarEntry | undefined {
  return versions.toSorted((a, b) => b.sequence - a.sequence || (b.statedAt ?? 0) - (a.statedAt ?? 0))[0]
}
