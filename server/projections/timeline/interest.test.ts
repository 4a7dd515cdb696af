import { describe, expect, test } from 'vitest'
import { defaultInterest, scoreOf } from '#contract/interest.ts'
import { decayed } from '#contract/decayed-sum.ts'
import { addToInterest, noInterest, termsKept } from './interest.ts'

const hourMs = 3_600_000
const halfLifeMs = defaultInterest.halfLifeHours * hourMs

function page(path: string, at = 0, facts: { sku?: string; title?: string } = {}) {
  return { type: 'page.viewed', facts: { path, ...facts }, at }
}

function of(...counted: Parameters<typeof addToInterest>[1][]) {
  return counted.reduce((interest, each) => addToInterest(interest, each, defaultInterest), noInterest)
}

describe('interest', () => {
  test('the first rule that an event fits counts it', () => {
    expect(of(page('/tarifs-pro', 0, { sku: 'p1' })).terms).toMatchObject([{ rule: 'price', sum: 6 }])
    expect(of(page('/parka', 0, { sku: 'p1' })).terms).toMatchObject([{ rule: 'product', sum: 3 }])
    expect(of(page('/about')).terms).toMatchObject([{ rule: 'page', sum: 1, about: '/about' }])
  })

  test('what no rule names counts nothing', () => {
    expect(of({ type: 'parcel.lost', facts: {}, at: 5 })).toBe(noInterest)
  })

  test('the same thing again is the same reason, counted and dated', () => {
    const interest = of(page('/parka', 0), page('/parka', hourMs), page('/boots', hourMs))
    expect(interest.terms).toMatchObject([
      { about: '/parka', count: 2, lastAt: hourMs },
      { about: '/boots', count: 1 },
    ])
  })

  test('terms are bounded and the sum stays exact: the smallest go into the rest', () => {
    const pages = Array.from({ length: 3 * termsKept }, (_, index) => page(`/p${index}`, index * hourMs))
    const interest = of(...pages)
    const now = pages.length * hourMs
    const named = interest.terms.filter(({ rule }) => rule !== null)
    expect(named).toHaveLength(termsKept)
    expect(interest.terms.find(({ rule }) => rule === null)?.count).toBe(2 * termsKept)
    const exact = pages.reduce((sum, { at }) => sum + 2 ** (-(now - at) / halfLifeMs), 0)
    expect(decayed(interest, now, halfLifeMs)).toBeCloseTo(exact, 9)
    expect(interest.terms.reduce((sum, term) => sum + decayed(term, now, halfLifeMs), 0)).toBeCloseTo(exact, 9)
  })

  test('a score grows towards 100 and never reaches it', () => {
    expect(scoreOf(0, defaultInterest)).toBe(0)
    expect(scoreOf(30, defaultInterest)).toBeCloseTo(63.2, 1)
    expect(scoreOf(300, defaultInterest)).toBeLessThan(100)
  })
})
