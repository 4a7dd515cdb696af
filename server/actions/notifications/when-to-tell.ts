import { Temporal } from 'temporal-polyfill'

/** `HH:MM`, in the time zone of whoever is told. */
export type TimeOfDay = string

/** When somebody wants to be told. */
export interface Preferences {
  timeZone: string
  /** Nothing is said from `from` until before `until`, which may be the next morning; null = at any time. */
  quiet: { from: TimeOfDay; until: TimeOfDay } | null
  /** Once a day at this time, all that came since; null = as it comes. */
  digestAt: TimeOfDay | null
}

/** What comes within it is told in one message: a delivery that fails empties many shelves at once. */
const gatherMs = 15_000

/** @returns when to tell of something that is known now: at the next digest, and never in quiet hours. Epoch ms. */
export function whenToTell(now: number, { timeZone, quiet, digestAt }: Preferences): number {
  if (digestAt === null) return afterQuiet(now + gatherMs, { timeZone, quiet })
  return afterQuiet(next(digestAt, now, timeZone), { timeZone, quiet })
}

function afterQuiet(at: number, { timeZone, quiet }: Pick<Preferences, 'timeZone' | 'quiet'>): number {
  if (quiet === null) return at
  const time = zoned(at, timeZone).toPlainTime().toString({ smallestUnit: 'minute' })
  const { from, until } = quiet
  const isQuiet = from <= until ? time >= from && time < until : time >= from || time < until
  return isQuiet ? next(until, at, timeZone) : at
}

/** The first moment from `at` on at which clocks there show this time; where a change of clocks leaves it out, just after. */
function next(time: TimeOfDay, at: number, timeZone: string): number {
  const from = zoned(at, timeZone)
  const today = from.withPlainTime(time)
  const found = today.epochMilliseconds >= at ? today : from.add({ days: 1 }).withPlainTime(time)
  return found.epochMilliseconds
}

function zoned(at: number, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone)
}
