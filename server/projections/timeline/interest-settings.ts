import type { InterestSettings } from '#contract/interest.ts'
import { defaultInterest, interestSettingsSchema } from '#contract/interest.ts'
import type { Tx } from '../projection.ts'

/** @param value of the setting `interest`; null or undefined where nobody has set it. */
export function interestOf(value: unknown): InterestSettings {
  return value === null || value === undefined ? defaultInterest : interestSettingsSchema.parse(value)
}

/** @throws ZodError when the setting is not as it must be. */
export async function readInterest(db: Tx): Promise<InterestSettings> {
  const { rows } = await db.query<{ value: unknown }>(`select value from settings where key = 'interest'`)
  return interestOf(rows[0]?.value)
}
