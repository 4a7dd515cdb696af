import { Temporal } from 'temporal-polyfill'

const localPattern = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?$/

/**
 * Reads a wall-clock time of a time zone, `2011-03-27 09:30:00`. In the hour that clocks skip in spring the time moves
 * forward by the hour; in the hour that comes twice in autumn the first one is meant.
 * @returns epoch ms, or undefined when it is not a date and time.
 */
export function decodeLocalTime({ text, timeZone }: { text: string; timeZone: string }): number | undefined {
  if (!localPattern.test(text)) return undefined
  try {
    const local = Temporal.PlainDateTime.from(text.replace(' ', 'T'), { overflow: 'reject' })
    return local.toZonedDateTime(timeZone, { disambiguation: 'compatible' }).epochMilliseconds
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
