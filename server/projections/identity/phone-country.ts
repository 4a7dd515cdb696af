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

/** @returns the country whose clocks these are; null where it is nobody's own, such as UTC. */
export function countryOfTimeZone(timeZone: string): CountryCode | null {
  const name = new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone
  return getCountries().find((country) => new Intl.Locale(`und-${country}`).getTimeZones()?.includes(name)) ?? null
}
