import ICAL from 'ical.js'
import type { Zone } from './time-zones.ts'
import { findZone, momentOf } from './time-zones.ts'

/** What of a calendar cannot be taken, and why, in words for whoever keeps it. */
export class CalendarError extends Error {
  override name = 'CalendarError'
}

export interface CalendarContext {
  calendar: ICAL.Component
  /** IANA name: the zone of times that have none. */
  timeZone: string
}

/** A time as it is written, the zone it is in, and the moment it is, epoch ms. */
export interface ZonedTime {
  time: ICAL.Time
  zone: Zone
  at: number
}

/** One VEVENT. Times are epoch ms. */
export interface CalendarEntry {
  component: ICAL.Component
  uid: string
  start: ZonedTime
  durationMs: number
  isAllDay: boolean
  /** Which occurrence of a series it is about; null = it is the series, or there is none. */
  recurrence: { at: number; andFollowing: boolean } | null
  sequence: number
  /** When its newest change was made, as far as it says. */
  statedAt: number | null
  isCancelled: boolean
}

/** @throws CalendarError when it is no meeting at a time. */
export function readEntry(component: ICAL.Component, context: CalendarContext): CalendarEntry {
  const start = zonedTime(component.getFirstProperty('dtstart'), context)
  if (!start) throw new CalendarError('it has no start (DTSTART)')
  const recurrenceProperty = component.getFirstProperty('recurrence-id')
  const recurrence = zonedTime(recurrenceProperty, context)
  return {
    component,
    uid: uidOf(component, start.at),
    start,
    durationMs: durationOf(component, start, context),
    isAllDay: start.time.isDate,
    recurrence: recurrence && {
      at: recurrence.at,
      andFollowing: recurrenceProperty?.getFirstParameter('range') === 'THISANDFUTURE',
    },
    sequence: Math.max(0, Math.trunc(Number(component.getFirstPropertyValue('sequence') ?? 0)) || 0),
    statedAt: statedAt(component, context),
    isCancelled: textOf(component, 'status')?.toUpperCase() === 'CANCELLED',
  }
}

/** @returns null where there is none. @throws CalendarError for what is no time, or in a zone that nobody knows. */
export function zonedTime(property: ICAL.Property | null, context: CalendarContext): ZonedTime | null {
  const value = property?.getFirstValue()
  return property && value != null ? zonedValue(property, value, context) : null
}

/** Of a property that may have several. */
export function zonedTimes(property: ICAL.Property, context: CalendarContext): ZonedTime[] {
  return property.getValues().map((value) => zonedValue(property, value, context))
}

function zonedValue(property: ICAL.Property, value: unknown, context: CalendarContext): ZonedTime {
  const time = value instanceof ICAL.Period ? value.start : value
  if (!(time instanceof ICAL.Time)) {
    throw new CalendarError(`${property.name.toUpperCase()} is no date and time`)
  }
  const name = property.getFirstParameter('tzid') || undefined
  const isUtc = !time.isDate && time.zone === ICAL.Timezone.utcTimezone
  const zone = isUtc ? ({ type: 'utc' } as const) : findZone(name, context)
  if (!zone) throw new CalendarError(`the time zone "${name}" is neither defined in the file nor known`)
  return { time, zone, at: wholeMoment(time, zone, property.name) }
}

function wholeMoment(time: ICAL.Time, zone: Zone, name: string): number {
  try {
    const at = momentOf(time, zone)
    if (Number.isFinite(at)) return at
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
  throw new CalendarError(`${name.toUpperCase()} is no date and time`)
}

/** RFC 5545, 3.6.1: without an end a day lasts a day, and a moment no time at all. */
function durationOf(component: ICAL.Component, start: ZonedTime, context: CalendarContext): number {
  const end = zonedTime(component.getFirstProperty('dtend'), context)
  if (end) return Math.max(0, end.at - start.at)
  const duration = component.getFirstPropertyValue('duration')
  if (duration instanceof ICAL.Duration) return Math.max(0, duration.toSeconds() * 1000)
  return start.time.isDate ? 86_400_000 : 0
}

/** Some programs leave it out; what starts then and is called so is the same meeting. */
function uidOf(component: ICAL.Component, startsAt: number): string {
  return textOf(component, 'uid') ?? `${startsAt}/${textOf(component, 'summary') ?? ''}`
}

/** DTSTAMP is when the calendar was asked for with some servers, so LAST-MODIFIED goes before it. */
function statedAt(component: ICAL.Component, context: CalendarContext): number | null {
  for (const name of ['last-modified', 'dtstamp']) {
    const stated = component.getFirstPropertyValue(name)
    if (stated instanceof ICAL.Time) return zonedTime(component.getFirstProperty(name), context)?.at ?? null
  }
  return null
}

/** Without control characters, which no line of a screen shows; undefined where it is empty. */
export function textOf(component: ICAL.Component, name: string): string | undefined {
  const value = component.getFirstPropertyValue(name)
  if (value == null || typeof value === 'object') return undefined
  const text = plainText(String(value))
  return text === '' ? undefined : text
}

export function plainText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
}
