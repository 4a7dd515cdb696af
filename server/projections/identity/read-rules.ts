import { getCountries } from 'libphonenumber-js/min'
import * as z from 'zod'
import type { Tx } from '../projection.ts'
import type { IdentityRules } from './identity-rules.ts'
import { sharedKeyLimitsSchema } from './identity-rules.ts'
import { countryOfTimeZone } from './phone-country.ts'

/** The setting `identity`. A change holds from the next start on, which folds again what it concerns. */
export const identitySettingSchema = z.strictObject({
  /** Of telephone numbers without +; absent = the one whose time zone the company has. */
  country: z.enum(getCountries()).nullable().optional(),
  limits: sharedKeyLimitsSchema.prefault({}),
  freeDomains: z.array(z.string()).default([]),
})

/** @throws ZodError when the setting is not as it must be. */
export async function readIdentityRules(db: Tx, timeZone: string): Promise<IdentityRules> {
  const { rows } = await db.query<{ value: unknown }>(`select value from settings where key = 'identity'`)
  const {
    country = countryOfTimeZone(timeZone),
    limits,
    freeDomains,
  } = identitySettingSchema.parse(rows[0]?.value ?? {})
  return { country, limits, freeDomains }
}
