import type { InterestSettings } from '#contract/interest.ts'
import { defaultInterest, interestSettingsSchema } from '#contract/interest.ts'

/** @param value of the setting `interest`; null or undefined where nobody has set it. */
export function interestOf(value: unknown): InterestSettings {
  return value === null || value === undefined ? defaultInterest : interestSettingsSchema.parse(value)
}
