import { expect, test } from 'vitest'
import { defaultInterest } from '#contract/interest.ts'
import { warmthOf } from './warmth.ts'

const hourMs = 3_600_000
const halfLifeMs = defaultInterest.halfLifeHours * hourMs

function term(rule: string | null, sum: number, at = 0) {
  return { rule, about: null, sum, at, count: 1, lastAt: at }
}

const interest = {
  kind: 'interest' as const,
  sum: 42,
  at: 0,
  halfLifeMs,
  scale: defaultInterest.scale,
  terms: [term('quote', 24), term('price', 12), term(null, 3)],
}

test('points of the reasons and of the rest add up to the score, at every moment', () => {
  for (const now of [0, hourMs, 50 * hourMs, 900 * hourMs]) {
    const { score, reasons, rest } = warmthOf(interest, now)
    expect(reasons.reduce((sum, { points }) => sum + points, rest)).toBe(score)
  }
})

test('a score is warm, then cold, as time goes by without anything new', () => {
  expect(warmthOf(interest, 0)).toMatchObject({
    score: 75,
    word: 'hot',
    reasons: [{ points: 43 }, { points: 21 }],
    rest: 11,
  })
  expect(warmthOf(interest, halfLifeMs).word).toBe('warm')
  expect(warmthOf(interest, 4 * halfLifeMs).word).toBe('cold')
})
