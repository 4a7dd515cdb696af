import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RuleOf, RuleValues } from '#contract/stock-rules.ts'
import { ruleId, ruleIdSchema, ruleOf, ruleScopeSchema, ruleValuesSchema } from '#contract/stock-rules.ts'
import { defaultSettings, ruleFor, withRule } from './rules.ts'
import type { StockRule } from './state.ts'
import { emptyState, newPair } from './state.ts'

const pair = newPair('parka-m', 'brest', { heardAt: 0, knownSince: 0 })
const fits: readonly RuleOf[] = [
  { scope: 'all', value: '' },
  { scope: 'category', value: 'coats' },
  { scope: 'place', value: 'brest' },
  { scope: 'sku', value: 'parka-m' },
]
const others: readonly RuleOf[] = [
  { scope: 'category', value: 'boots' },
  { scope: 'place', value: 'coats' },
  { scope: 'sku', value: 'brest' },
]

function settingsBy(rules: readonly StockRule[]) {
  const state = emptyState()
  const product = { sku: 'parka-m', title: null, priceMinor: null, marginMinor: null, currency: null, path: null }
  state.products.set('parka-m', { ...product, category: 'coats', substitutes: [], occurredAt: 0, position: 0n })
  state.rules = rules
  return ruleFor(state, pair)
}

const chance = fc.integer({ min: 2, max: 99 }).map((hundredth) => hundredth / 100)
const drawnValues = fc
  .record({ opensAt: fc.option(chance), leadTimeHours: fc.option(fc.integer({ min: 1, max: 500 })) })
  .map(({ opensAt, leadTimeHours }): RuleValues => ({
    opensAt,
    closesBelow: opensAt === null ? null : opensAt / 2,
    leadTimeHours,
    keptShare: null,
  }))
const said = fc.record({ of: fc.constantFrom(...fits, ...others), values: fc.option(drawnValues) })

function fold(all: readonly { of: RuleOf; values: RuleValues | null }[]): StockRule[] {
  const from = { source: 'vigie', occurredAt: 0, receivedAt: 0, backfill: false }
  return all.reduce<StockRule[]>(
    (rules, { of, values }, index) =>
      withRule(rules, { fact: 'rule', ...of, values, by: null, from: { ...from, position: BigInt(index + 1) } }),
    [],
  )
}

describe('the rules of stock', () => {
  test('each value is what was said of it last by the most specific rule that says it', () => {
    fc.assert(
      fc.property(fc.array(said, { maxLength: 20 }), (all) => {
        const last = (of: RuleOf) => all.findLast((each) => ruleId(each.of) === ruleId(of))?.values
        const expected = { ...defaultSettings }
        for (const { opensAt, closesBelow, leadTimeHours } of fits.flatMap((of) => last(of) ?? [])) {
          if (opensAt !== null && closesBelow !== null) Object.assign(expected, { opensAt, closesBelow })
          if (leadTimeHours !== null) expected.leadTimeHours = leadTimeHours
        }
        expect(settingsBy(fold(all))).toEqual(expected)
      }),
    )
  })

  test('of any rules that may be set, an alert closes below where it opens', () => {
    fc.assert(
      fc.property(fc.array(said, { maxLength: 8 }), (all) => {
        fc.pre(all.every(({ values }) => values === null || ruleValuesSchema.safeParse(values).success))
        const { opensAt, closesBelow } = settingsBy(fold(all))
        expect(closesBelow).toBeLessThan(opensAt)
      }),
    )
  })
})

describe('what is called a rule', () => {
  test('an id says what it is of, whatever that is called', () => {
    const name = fc.string({ minLength: 1, maxLength: 40 }).filter((text) => /^\S(.*\S)?$/.test(text))
    fc.assert(
      fc.property(ruleOfAnything(name), (of) => {
        expect(ruleOf(ruleIdSchema.parse(ruleId(of)))).toEqual(of)
      }),
    )
  })

  function ruleOfAnything(name: fc.Arbitrary<string>): fc.Arbitrary<RuleOf> {
    return fc
      .record({ scope: fc.constantFrom(...ruleScopeSchema.options), value: name })
      .map(({ scope, value }) => ({ scope, value: scope === 'all' ? '' : value }))
  }

  test.each([
    ['says nothing', {}],
    ['says when to open, and not when to close', { opensAt: 0.8 }],
    ['closes where it opens', { opensAt: 0.5, closesBelow: 0.5 }],
    ['looks ahead for ever', { leadTimeHours: 1e6 }],
  ])('one that %s is refused', (_what, values) => {
    expect(ruleValuesSchema.safeParse(values).success).toBe(false)
  })
})
