import type { InterestSettings } from '#contract/interest.ts'
import type { IdentityRules } from '../identity/identity-rules.ts'

/** What tables that hold ids of customers' keys are made with. */
export function telephonesOf({ country }: IdentityRules): string {
  return `telephones of ${country ?? 'no country'}`
}

/** What tables that hold times as senders wrote them are made with as well: how one without an offset is read. */
export function writtenTimesOf(rules: IdentityRules): string {
  return `${telephonesOf(rules)}, times without an offset in UTC`
}

/** What the tables of the timeline are made with: the weights of what counts as interest as well. */
export function timelineMadeWith(rules: IdentityRules, interest: InterestSettings): string {
  return `${writtenTimesOf(rules)}; interest ${JSON.stringify(interest)}`
}
