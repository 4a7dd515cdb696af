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

/** The most specific first. */
const scopes: readonly StockRule['scope'][] = ['sku', 'place', 'category', 'all']

/** @returns the settings of a SKU in a place, each by the most specific rule that says it. */
export function ruleFor({ rules, products }: StockState, { sku, place }: Pair): StockSettings {
  if (rules.length === 0) return defaultSettings
  const values = { sku, place, category: products.get(sku)?.category ?? null, all: '' }
  const fitting = scopes.flatMap((scope) =>
    rules.filter((rule) => rule.scope === scope && rule.value === values[scope]),
  )
  const first = (name: keyof StockSettings) =>
    fitting.map((rule) => rule[name]).find((value) => value !== null) ?? defaultSettings[name]
  return { opensAt: first('opensAt'), closesBelow: first('closesBelow'), leadTimeHours: first('leadTimeHours') }
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
