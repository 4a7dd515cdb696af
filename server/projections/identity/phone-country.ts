import type { CountryCode } from 'libphonenumber-js/min'
import { getCountries } from 'libphonenumber-js/min'

declare global {
  // oxlint-disable-next-line typescript/no-namespace -- Intl is one
  namespace Intl {
    interface Locale {
      /** IANA names of a locale with a region. In Node 24; TypeScript does not know it yet. */
      getTimeZones(): string[] | undefined
    }
  }
}

/** What has been found: asking for every country takes a third of a server's start. */
const countryByZone = new Map<string, CountryCode | null>()

const nobodys = /^(?:UTC|GMT|Etc)\b/

/** @returns the country whose clocks these are; null where it is nobody's own, such as UTC. */
export function countryOfTimeZone(timeZone: string): CountryCode | null {
  const name = new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone
  const known = countryByZone.get(name)
  if (known !== undefined) return known
  if (nobodys.test(name)) return null
  const country = getCountries().find((each) => new Intl.Locale(`und-${each}`).getTimeZones()?.includes(name)) ?? null
  countryByZone.set(name, country)
  return country
}
