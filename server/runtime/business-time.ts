import { Temporal } from 'temporal-polyfill'

/** @throws RangeError when it is no IANA time zone name. */
export function assertTimeZone(timeZone: string): string {
  Temporal.Now.zonedDateTimeISO(timeZone)
  return timeZone
}

/** Business time: days are cut in the company's time zone, also where a day has 23 or 25 hours. Times are epoch ms. */
export class BusinessTime {
  readonly timeZone: string
  #day = { from: 0, to: 0 }

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

  /** @returns `YYYY-MM-DD` of the business day that contains this moment. */
  dayName(at: number): string {
    return this.#zoned(at).toPlainDate().toString()
  }

  #zoned(at: number): Temporal.ZonedDateTime {
    return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(this.timeZone)
  }
}
