import * as z from 'zod'

export const timeZoneSchema = z.string().max(64).refine(isTimeZone, 'must be an IANA time zone, such as Europe/Paris')

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
