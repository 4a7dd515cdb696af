import { ruleId } from '#contract/stock-rules.ts'
import type { RuleFact, StockFactFrom } from './facts.ts'
import type { Pair, StockRule, StockState } from './state.ts'

/** What holds where no rule says otherwise. */
export interface StockSettings {
  /** An at-risk alert opens at this probability of a stock-out within the horizon, */
  opensAt: number
  /** and closes below this one. */
  closesBelow: number
  /** The horizon where no delivery is expected. */
  leadTimeHours: number
}

export const defaultSettings: StockSettings = { opensAt: 0.8, closesBelow: 0.5, leadTimeHours: 7 * 24 }

/** Each value by the most specific rule that says it. @returns the settings of a SKU in a place. */
export function ruleFor({ rules, products }: StockState, { sku, place }: Pair): StockSettings {
  if (rules.length === 0) return defaultSettings
  const known = rulesById(rules)
  const category = products.get(sku)?.category ?? null
  const ids = [
    ruleId({ scope: 'sku', value: sku }),
    ruleId({ scope: 'place', value: place }),
    ...(category === null ? [] : [ruleId({ scope: 'category', value: category })]),
    ruleId({ scope: 'all', value: '' }),
  ]
  const fitting = ids.flatMap((id) => known.get(id) ?? [])
  const first = (name: keyof StockSettings) =>
    fitting.map((rule) => rule[name]).find((value) => value !== null) ?? defaultSettings[name]
  return { opensAt: first('opensAt'), closesBelow: first('closesBelow'), leadTimeHours: first('leadTimeHours') }
}

/** A list is never changed, only replaced: with a rule for each SKU none of them is looked through for each level. */
const indexes = new WeakMap<readonly StockRule[], ReadonlyMap<string, StockRule>>()

function rulesById(rules: readonly StockRule[]): ReadonlyMap<string, StockRule> {
  const known = indexes.get(rules)
  if (known) return known
  const made = new Map(rules.map((rule) => [ruleId(rule), rule]))
  indexes.set(rules, made)
  return made
}

/** @returns these rules with one set, or, where it says nothing any more, without it. */
export function withRule(rules: readonly StockRule[], said: StockFactFrom<RuleFact>): StockRule[] {
  const { scope, value, values, by, from } = said
  const others = rules.filter((rule) => rule.scope !== scope || rule.value !== value)
  if (values === null) return others
  return [...others, { scope, value, ...values, setAt: from.occurredAt, setBy: by, position: from.position }]
}

/** What was set last holds, from the next event about a SKU in a place on. */
export function takeRule(state: StockState, fact: StockFactFrom<RuleFact>): void {
  state.rules = withRule(state.rules, fact)
  const rule = state.rules.find(({ scope, value }) => scope === fact.scope && value === fact.value)
  state.changes.rules.set(ruleId(fact), rule ?? null)
}
