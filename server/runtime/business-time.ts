import { Temporal } from 'temporal-polyfill'

/** @throws RangeError when it is no IANA time zone name. */
export function assertTimeZone(timeZone: string): string {
  Temporal.Now.zonedDateTimeISO(timeZone)
  return timeZone
}

const hourMs = 3_600_000

/** Business time: days are cut in the company's time zone, also where a day has 23 or 25 hours. Times are epoch ms. */
export class BusinessTime {
  readonly timeZone: string
  #day = { from: 0, to: 0 }
  #week = { from: 0, to: 0 }

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
    if (at >= this.#week.from && at < this.#week.to) return this.#week.from
    const day = this.#zoned(at).startOfDay()
    const monday = day.subtract({ days: day.dayOfWeek - 1 }).startOfDay()
    this.#week = { from: monday.epochMilliseconds, to: monday.add({ days: 7 }).startOfDay().epochMilliseconds }
    return this.#week.from
  }

  /**
   * @returns hours since Monday 00:00 as the clock on the wall shows them, with the fraction of the hour that has passed;
   * 0 ≤ h < 168 also in weeks that are an hour shorter or longer.
   */
  hourOfWeek(at: number): number {
    const week = this.startOfWeek(at)
    // A week without a change of the clocks needs no calendar.
    if (this.#week.to - week === 168 * hourMs) return (at - week) / hourMs
    const { dayOfWeek, hour, minute, second, millisecond } = this.#zoned(at)
    return (dayOfWeek - 1) * 24 + hour + (minute * 60_000 + second * 1000 + millisecond) / hourMs
  }

  /** @returns `YYYY-MM-DD` of the business day that contains this moment. */
  dayName(at: number): string {
    return this.#zoned(at).toPlainDate().toString()
  }

  #zoned(at: number): Temporal.ZonedDateTime {
    return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(this.timeZone)
  }
}
