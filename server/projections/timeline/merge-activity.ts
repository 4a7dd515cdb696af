import type { DecayedSum } from '#contract/decayed-sum.ts'
import type { InterestSettings } from '#contract/interest.ts'
import type { SeenRow } from '#contract/views/customer.ts'
import { add, decayed } from '#contract/decayed-sum.ts'
import type { Interest, InterestTerm } from './interest.ts'
import { noInterest, withTerm } from './interest.ts'
import type { StoredTerm } from './stored-terms.ts'
import { fromStoredTerms } from './stored-terms.ts'

/** What one key has done, as the views read it. */
export interface ReadActivity extends DecayedSum {
  terms: readonly StoredTerm[]
  seen: SeenRow | null
}

/** Interest is a sum: that of somebody with several keys, or of a company, is the sum of theirs. */
export function mergeInterest(
  parts: readonly ReadActivity[],
  { halfLifeHours }: Pick<InterestSettings, 'halfLifeHours'>,
): Interest {
  const halfLifeMs = halfLifeHours * 3_600_000
  const total = parts.reduce((sum, part) => ({ ...add(sum, part, halfLifeMs), terms: [] }), noInterest)
  const terms = parts
    .flatMap((part) => fromStoredTerms(part.terms))
    .reduce<readonly InterestTerm[]>((merged, term) => withTerm(merged, term, halfLifeMs), [])
  const worth = (term: InterestTerm) => decayed(term, total.at, halfLifeMs)
  return { ...total, terms: terms.toSorted((a, b) => worth(b) - worth(a)) }
}

/** The newest of what was seen. */
export function newestOf<Seen extends { at: number }>(seen: readonly (Seen | null)[]): Seen | null {
  return seen.reduce(
    (newest, each) => (each !== null && (newest === null || each.at > newest.at) ? each : newest),
    null,
  )
}
