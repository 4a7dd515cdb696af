import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RuleRow } from '#contract/stock-rules.ts'
import { ruleIdSchema, ruleValuesSchema } from '#contract/stock-rules.ts'
import { draftOf, emptyDraft, readDraft } from './rule-draft.ts'

const chance = fc.integer({ min: 2, max: 99 }).map((hundredth) => hundredth / 100)
const rules = fc
  .record({
    id: fc.constantFrom('all', 'sku:parka: m', 'place:rennes', 'category:Parkas'),
    opensAt: fc.option(chance),
    leadTimeHours: fc.option(fc.integer({ min: 1, max: 2160 })),
    keptShare: fc.option(fc.integer({ min: 500, max: 999 }).map((thousandth) => thousandth / 1000)),
  })
  .filter(({ opensAt, leadTimeHours, keptShare }) => opensAt !== null || leadTimeHours !== null || keptShare !== null)
  .map(({ opensAt, ...said }): RuleRow => ({
    kind: 'rule',
    name: null,
    setAt: 0,
    setBy: null,
    ...said,
    opensAt,
    closesBelow: opensAt === null ? null : Number((opensAt - 0.01).toFixed(2)),
  }))

describe('a rule in the form', () => {
  test('that is opened and not changed says what it said', () => {
    fc.assert(
      fc.property(rules, (rule) => {
        const { id, opensAt, closesBelow, leadTimeHours, keptShare } = rule
        const values = { opensAt, closesBelow, leadTimeHours, keptShare }
        expect(readDraft(draftOf(rule))).toEqual({ ok: true, rule: id, values })
      }),
    )
  })

  test('that is taken is one that the server takes', () => {
    const text = fc.oneof(fc.constantFrom('', '0', '80', '12,5', 'x', '1e9', '-3'), fc.integer().map(String))
    const drafts = fc.record({
      scope: fc.constantFrom('all', 'sku', 'place', 'category'),
      value: fc.constantFrom('', ' ', 'parka'),
      opensAt: text,
      closesBelow: text,
      leadTime: text,
      keptShare: text,
    })
    fc.assert(
      fc.property(drafts, (draft) => {
        const read = readDraft(draft)
        if (!read.ok) return
        expect(ruleIdSchema.safeParse(read.rule).success).toBe(true)
        expect(ruleValuesSchema.safeParse(read.values).success).toBe(true)
      }),
    )
  })

  test.each([
    [{}, { opensAt: 'nothing' }],
    [{ opensAt: '80' }, { closesBelow: 'missing' }],
    [{ closesBelow: '80' }, { opensAt: 'missing' }],
    [{ opensAt: '50', closesBelow: '60' }, { closesBelow: 'order' }],
    [{ scope: 'sku', leadTime: '3' }, { value: 'missing' }],
    [{ leadTime: 'soon' }, { leadTime: 'number' }],
    [{ keptShare: '30' }, { keptShare: 'number' }],
  ] as const)('with %o says what is wrong', (entered, errors) => {
    expect(readDraft({ ...emptyDraft, ...entered })).toEqual({ ok: false, errors })
  })
})
