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
