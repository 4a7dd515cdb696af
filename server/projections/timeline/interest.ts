import type { StoredEvent } from '#contract/event.ts'
import { fitsPattern } from '#contract/event-filter.ts'
import type { InterestRule, InterestSettings } from '#contract/interest.ts'
import type { TimelineFacts } from '#contract/timeline.ts'
import type { DecayedSum } from '#contract/decayed-sum.ts'
import { add, decayed } from '#contract/decayed-sum.ts'

/**
 * A reason for somebody's interest: all that one rule counted of one thing. The one without a rule is everything that was
 * too small to be kept by itself.
 */
export interface InterestTerm extends DecayedSum {
  rule: string | null
  /** Title or path of what it is about; null where the rule says all. */
  about: string | null
  count: number
  lastAt: number
}

/** What one key has done. The sum is exact however many terms there were; terms are the largest of it. */
export interface Interest extends DecayedSum {
  terms: readonly InterestTerm[]
}

/** Terms of one key, beside the rest. */
export const termsKept = 12

export const noInterest: Interest = { sum: 0, at: 0, terms: [] }

interface Counted {
  type: string
  facts: TimelineFacts
  at: number
}

/** @returns the same object when no rule counts the event. */
export function addToInterest(interest: Interest, counted: Counted, settings: InterestSettings): Interest {
  const rule = settings.rules.find((each) => fits(each, counted))
  if (rule === undefined || rule.weight === 0) return interest
  const halfLifeMs = settings.halfLifeHours * 3_600_000
  const { at, facts } = counted
  const term = { rule: rule.name, about: aboutOf(facts), sum: rule.weight, at, count: 1, lastAt: at }
  const total = add(interest, { sum: rule.weight, at }, halfLifeMs)
  return { ...total, terms: withinBounds(withTerm(interest.terms, term, halfLifeMs), total.at, halfLifeMs) }
}

function fits({ types, pathHas, ofProduct }: InterestRule, { type, facts }: Counted): boolean {
  if (!types.some((each) => fitsPattern(type, each))) return false
  if (ofProduct === true && facts.sku === undefined) return false
  if (pathHas === undefined) return true
  const path = facts.path?.toLowerCase() ?? ''
  return pathHas.some((word) => path.includes(word.toLowerCase()))
}

function aboutOf({ title, path, campaign }: TimelineFacts): string | null {
  return title ?? path ?? campaign ?? null
}

/** Terms of one rule and thing are one, of one key or of several. */
export function withTerm(
  terms: readonly InterestTerm[],
  term: InterestTerm,
  halfLifeMs: number,
): readonly InterestTerm[] {
  const index = terms.findIndex(({ rule, about }) => rule === term.rule && about === term.about)
  const known = terms[index]
  return known === undefined ? [...terms, term] : terms.with(index, merged(known, term, halfLifeMs))
}

function merged(known: InterestTerm, term: InterestTerm, halfLifeMs: number): InterestTerm {
  const count = known.count + term.count
  return { ...known, ...add(known, term, halfLifeMs), count, lastAt: Math.max(known.lastAt, term.lastAt) }
}

/** The smallest term of too many becomes part of the rest. */
function withinBounds(terms: readonly InterestTerm[], now: number, halfLifeMs: number): readonly InterestTerm[] {
  const named = terms.filter(({ rule }) => rule !== null)
  if (named.length <= termsKept) return terms
  const worth = (term: InterestTerm) => decayed(term, now, halfLifeMs)
  const smallest = named.reduce((least, term) => (worth(term) < worth(least) ? term : least))
  const others = terms.filter((term) => term !== smallest)
  return withTerm(others, { ...smallest, rule: null, about: null }, halfLifeMs)
}

/** Where somebody is on the site, as its newest page says. */
export interface Seen {
  at: number
  position: bigint
  title: string | null
  path: string | null
}

/** @returns the newer of two pages. */
export function newerSeen(known: Seen | null, event: StoredEvent, { title, path }: TimelineFacts): Seen | null {
  if (event.type !== 'page.viewed') return known
  const seen = { at: event.occurredAt, position: event.position, title: title ?? null, path: path ?? null }
  if (known === null || seen.at > known.at) return seen
  return seen.at === known.at && seen.position > known.position ? seen : known
}
