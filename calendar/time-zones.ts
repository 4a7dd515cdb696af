import ICAL from 'ical.js'
import { Temporal } from 'temporal-polyfill'
import { findIana } from 'windows-iana'

/*
 * Which moment a time of a calendar is. Its zone is, in this order: UTC; the VTIMEZONE of the file under its name; the IANA zone
 * of that name, also behind a vendor's prefix; the zone that Windows calls so (CLDR's windowsZones). A time without a zone is
 * the company's.
 */
export type Zone = { type: 'utc' } | { type: 'file'; zone: ICAL.Timezone } | { type: 'iana'; name: string }

/** @returns undefined for a name that nobody knows. */
export function findZone(
  name: string | undefined,
  { calendar, timeZone }: { calendar: ICAL.Component; timeZone: string },
): Zone | undefined {
  if (name === undefined) return { type: 'iana', name: timeZone }
  if (/^(?:utc|gmt|z|etc\/utc)$/i.test(name)) return { type: 'utc' }
  const defined = definedZone(name, calendar)
  if (defined) return { type: 'file', zone: defined }
  const iana = ianaNames(name).find((each) => isIana(each))
  return iana === undefined ? undefined : { type: 'iana', name: iana }
}

/** One without rules says nothing about its offset. */
function definedZone(name: string, calendar: ICAL.Component): ICAL.Timezone | null {
  const zone = calendar.getTimeZoneByID(name) as ICAL.Timezone | null // null where there is none, which its types do not say
  return (zone?.component?.getAllSubcomponents().length ?? 0) > 0 ? zone : null
}

/** `/mozilla.org/20050126_1/Europe/Berlin` ends in an IANA name of two or three parts. */
function ianaNames(name: string): string[] {
  const parts = name.split('/').filter((part) => part !== '')
  const [ofWindows] = findIana(name, '001')
  return [name, parts.slice(-2).join('/'), parts.slice(-3).join('/'), ...(ofWindows === undefined ? [] : [ofWindows])]
}

function isIana(name: string): boolean {
  // An offset is no zone: it does not say when clocks change.
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(name)) return false
  try {
    Temporal.Now.zonedDateTimeISO(name)
    return true
  } catch {
    return false
  }
}

/**
 * @param time the clock on the wall there; a date is its midnight.
 * @returns epoch ms. In the hour that clocks skip the time moves forward by it; of one that comes twice the first is meant.
 */
export function momentOf(time: ICAL.Time, zone: Zone): number {
  const { year, month, day } = time
  const [hour, minute, second] = time.isDate ? [0, 0, 0] : [time.hour, time.minute, time.second]
  switch (zone.type) {
    case 'utc':
      return Date.UTC(year, month - 1, day, hour, minute, second)
    case 'file':
      return new ICAL.Time({ year, month, day, hour, minute, second, isDate: false }, zone.zone).toUnixTime() * 1000
    case 'iana':
      return Temporal.PlainDateTime.from({ year, month, day, hour, minute, second }).toZonedDateTime(zone.name)
        .epochMilliseconds
  }
}

/** @returns what the clock on the wall of the zone shows at that moment, as a time without a zone. */
export function wallTimeAt(at: number, zone: Zone): ICAL.Time {
  if (zone.type === 'file') {
    const time = ICAL.Time.fromData({ isDate: false }, ICAL.Timezone.utcTimezone)
    time.fromUnixTime(Math.floor(at / 1000))
    return floating(time.convertToZone(zone.zone))
  }
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone.type === 'utc' ? 'UTC' : zone.name)
  return floating(local)
}

interface WallTime {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
}

export function floating({ year, month, day, hour, minute, second }: WallTime, isDate = false): ICAL.Time {
  return new ICAL.Time({ year, month, day, hour, minute, second, isDate }, ICAL.Timezone.localTimezone)
}
