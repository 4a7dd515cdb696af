import ICAL from 'ical.js'
import type { CalendarContext, CalendarEntry } from './calendar-entry.ts'
import { CalendarError, zonedTimes } from './calendar-entry.ts'
import { floating, momentOf, wallTimeAt } from './time-zones.ts'

/** Times are epoch ms. */
export interface Window {
  from: number
  to: number
}

/** A rule that says more is none of meetings. */
const maxSteps = 20_000

/**
 * When a series takes place: DTSTART, what its rules say, and RDATE, without EXDATE. A rule is followed by the clock on the
 * wall of DTSTART's zone, so that 9:00 stays 9:00 when clocks change.
 *
 * @returns starts that lie within the window, epoch ms, each once, in order.
 * @throws CalendarError for a rule that cannot be followed.
 */
export function startsWithin(series: CalendarEntry, window: Window, context: CalendarContext): number[] {
  const { component, start } = series
  const excluded = new Set(timesOf(component, 'exdate', context).map(dateOr))
  const starts = new Set([start.at])
  for (const { at } of timesOf(component, 'rdate', context)) starts.add(at)
  for (const property of component.getAllProperties('rrule')) {
    for (const at of ruleStarts(property, series, window)) starts.add(at)
  }
  return [...starts]
    .filter((at) => at >= window.from && at < window.to)
    .filter((at) => !excluded.has(at) && !excluded.has(dayOf(wallTimeAt(at, start.zone))))
    .toSorted((a, b) => a - b)
}

export function isSeries({ component }: CalendarEntry): boolean {
  return ['rrule', 'rdate'].some((name) => component.hasProperty(name))
}

function timesOf(component: ICAL.Component, name: string, context: CalendarContext) {
  return component.getAllProperties(name).flatMap((property) => zonedTimes(property, context))
}

/** An excluded date takes what starts on that day out, whenever it does. */
function dateOr({ time, at }: { time: ICAL.Time; at: number }): number | string {
  return time.isDate ? dayOf(time) : at
}

function dayOf({ year, month, day }: { year: number; month: number; day: number }): string {
  return `${year}-${month}-${day}`
}

function* ruleStarts(property: ICAL.Property, { start }: CalendarEntry, window: Window): Generator<number> {
  const rule = property.getFirstValue()
  if (!(rule instanceof ICAL.Recur)) throw new CalendarError('RRULE is no rule')
  const { zone, time } = start
  const local = rule.clone()
  // Said in UTC, and compared with the clock on the wall.
  if (local.until && !local.until.isDate && local.until.zone === ICAL.Timezone.utcTimezone) {
    local.until = wallTimeAt(momentOf(local.until, { type: 'utc' }), zone)
  }
  const steps = local.iterator(floating(time, time.isDate))
  for (let step = 0; step < maxSteps; step++) {
    const next = steps.next() as ICAL.Time | null // null at its end, which its types do not say
    if (!next) return
    const at = momentOf(next, zone)
    if (at >= window.to) return
    if (at >= window.from) yield at
  }
  throw new CalendarError('it recurs more often than meetings do')
}
