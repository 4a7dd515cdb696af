import type { InterestSettings } from '#contract/interest.ts'
import type { IdentityRules } from '../identity/identity-rules.ts'

/** What tables that hold ids of customers' keys are made with. */
export function telephonesOf({ country }: IdentityRules): string {
  return `telephones of ${country ?? 'no country'}`
}

/** What the tables of the timeline are made with: the weights of what counts as interest as well. */
export function timelineMadeWith(rules: IdentityRules, interest: InterestSettings): string {
  return `${telephonesOf(rules)}; interest ${JSON.stringify(interest)}`
}
