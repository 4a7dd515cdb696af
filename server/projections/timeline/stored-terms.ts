import type { InterestTerm } from './interest.ts'

/** A term as it is stored, without names: what each key has of them is written again with every batch that names it. */
export type StoredTerm = [
  rule: string | null,
  about: string | null,
  sum: number,
  at: number,
  count: number,
  lastAt: number,
]

export function toStoredTerms(terms: readonly InterestTerm[]): StoredTerm[] {
  return terms.map(({ rule, about, sum, at, count, lastAt }) => [rule, about, sum, at, count, lastAt])
}

export function fromStoredTerms(terms: readonly StoredTerm[]): InterestTerm[] {
  return terms.map(([rule, about, sum, at, count, lastAt]) => ({ rule, about, sum, at, count, lastAt }))
}
