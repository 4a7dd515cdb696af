import type { BusinessTime } from '../../runtime/business-time.ts'
import { review } from '../stock/review.ts'
import { noChanges } from '../stock/changes.ts'
import type { Alert, Moment, StockRule, StockState } from '../stock/state.ts'
import { takeFact } from '../stock/take-fact.ts'
import type { Past } from './past.ts'

interface Replay {
  rules: readonly StockRule[]
  /** Epoch ms. */
  from: number
  time: BusinessTime
}

/** Alerts that were open at `from` already are opened at this position. */
export const openBefore = 0n

/** Lives through the past of a SKU again, by the same fold as it really was, and by these rules. @returns its alerts. */
export function replay({ state: then, facts }: Past, { rules, from, time }: Replay): Alert[] {
  const { skus, orders, deliveries } = then
  const state: StockState = {
    ...then,
    // A replay changes what it lives through; the rest is only read.
    ...structuredClone({ skus, orders, deliveries }),
    cancelled: new Map(),
    alerts: new Map(),
    changes: noChanges(),
    rules,
  }
  const moment: Moment = { position: openBefore, source: '', occurredAt: from, receivedAt: from, backfill: false }
  for (const sku of state.skus.values()) {
    const [pair] = sku.pairs.values()
    // Turned: all of its places are looked at.
    if (pair) review(state, pair, { sku, moment, time, hasTurned: true })
  }
  for (const fact of facts) takeFact(state, fact, time)
  return [...state.alerts.values()]
}
