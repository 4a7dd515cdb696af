import { Temporal } from 'temporal-polyfill'

/** @throws RangeError when it is no IANA time zone name. */
export function assertTimeZone(timeZone: string): string {
  Temporal.Now.zonedDateTimeISO(timeZone)
  return timeZone
}

const hourMs = 3_600_000

interface Week {
  from: number
  to: number
  /** When the clocks are changed in it, and by how much the clock on the wall is then ahead; null = they are not. */
  change: { at: number; aheadMs: number } | null
}

const weekMs = 168 * hourMs
/** Of twenty years, in memory for as long as the process lives. */
const maxWeeksKept = 2000

/** Business time: days are cut in the company's time zone, also where a day has 23 or 25 hours. Times are epoch ms. */
export class BusinessTime {
  readonly timeZone: string
  #day = { from: 0, to: 0 }
  /** Demand is folded week by week over years, of SKU after SKU: a calendar computation for each would be most of the work. */
  readonly #weeks = new Map<number, Week[]>()
  readonly #hours = new Map<number, Uint8Array>()

  constructor(timeZone: string) {
    this.timeZone = assertTimeZone(timeZone)
  }

  /** @returns the first instant of the business day that contains this moment. */
  startOfDay(at: number): number {
    // Events come mostly from one day: remembering it saves a calendar computation per event.
    if (at >= this.#day.from && at < this.#day.to) return this.#day.from
    const start = this.#zoned(at).startOfDay()
    this.#day = { from: start.epochMilliseconds, to: start.add({ days: 1 }).startOfDay().epochMilliseconds }
    return this.#day.from
  }

  /** @returns the first instant of the business week, from Monday on, that contains this moment. */
  startOfWeek(at: number): number {
    return this.#weekOf(at).from
  }

  /**
   * @returns hours since Monday 00:00 as the clock on the wall shows them, with the fraction of the hour that has passed;
   * 0 ≤ h < 168 also in weeks that are an hour shorter or longer.
   */
  hourOfWeek(at: number): number {
    const { from, change } = this.#weekOf(at)
    return (at - from + (change && at >= change.at ? change.aheadMs : 0)) / hourMs
  }

  /** @returns which hour of its week, 0–167, each of so many hours from this moment on is; not to be written to, others are given it, too. */
  hoursOfWeek(from: number, count: number): Uint8Array {
    const kept = this.#hours.get(from)
    if (kept?.length === count) return kept
    const hours = Uint8Array.from({ length: count }, (_, index) => Math.floor(this.hourOfWeek(from + index * hourMs)))
    if (this.#hours.size >= maxWeeksKept) this.#hours.clear()
    this.#hours.set(from, hours)
    return hours
  }

  /** @returns `YYYY-MM-DD` of the business day that contains this moment. */
  dayName(at: number): string {
    return this.#zoned(at).toPlainDate().toString()
  }

  #weekOf(at: number): Week {
    // A week of the clock on the wall lies in two of this count at the most.
    const count = Math.floor(at / weekMs)
    const kept = this.#weeks.get(count)?.find(({ from, to }) => at >= from && at < to)
    if (kept) return kept
    const day = this.#zoned(at).startOfDay()
    const monday = day.subtract({ days: day.dayOfWeek - 1 }).startOfDay()
    const [from, to] = [monday.epochMilliseconds, monday.add({ days: 7 }).startOfDay().epochMilliseconds]
    const week = { from, to, change: changeBetween(monday, to) }
    if (this.#weeks.size >= maxWeeksKept) this.#weeks.clear()
    this.#weeks.set(count, [...(this.#weeks.get(count) ?? []), week])
    return week
  }

  #zoned(at: number): Temporal.ZonedDateTime {
    return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(this.timeZone)
  }
}

function changeBetween(monday: Temporal.ZonedDateTime, to: number): Week['change'] {
  const next = monday.getTimeZoneTransition('next')
  if (!next || next.epochMilliseconds >= to) return null
  const aheadMs = (next.offsetNanoseconds - monday.offsetNanoseconds) / 1_000_000
  return { at: next.epochMilliseconds, aheadMs }
}
