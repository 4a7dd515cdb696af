import { decayed } from '#contract/decayed-sum.ts'
import { hotFrom, scoreOf, warmFrom } from '#contract/interest.ts'
import type { InterestRow, InterestTermRow } from '#contract/views/customer.ts'
import { roundToSum } from '#components/stock/round-to-sum.ts'

export interface Reason {
  term: InterestTermRow
  points: number
}

export interface Warmth {
  /** 0 to 100, whole. */
  score: number
  word: 'hot' | 'warm' | 'cold'
  /** The largest first; their points and those of the rest are the score. */
  reasons: readonly Reason[]
  /** Points of what is not among the reasons. */
  rest: number
}

/** How interested somebody is now, and why. */
export function warmthOf(interest: InterestRow, now: number): Warmth {
  const { halfLifeMs } = interest
  const sum = decayed(interest, now, halfLifeMs)
  const score = Math.round(scoreOf(sum, interest))
  const named = interest.terms.filter(({ rule }) => rule !== null)
  const shares = named.map((term) => (sum > 0 ? (score * decayed(term, now, halfLifeMs)) / sum : 0))
  const others = Math.max(0, score - shares.reduce((total, share) => total + share, 0))
  const rounded = roundToSum([...shares, others], score)
  const reasons = named.map((term, index) => ({ term, points: rounded[index] ?? 0 }))
  return { score, word: wordOf(score), reasons: reasons.filter(({ points }) => points > 0), rest: rounded.at(-1) ?? 0 }
}

function wordOf(score: number): Warmth['word'] {
  if (score >= hotFrom) return 'hot'
  return score >= warmFrom ? 'warm' : 'cold'
}
