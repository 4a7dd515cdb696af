import type { BusinessTime } from '../runtime/business-time.ts'
import type { Projection } from './projection.ts'
import { readFacts } from './stock/read-fact.ts'
import { nameItems } from './stock/items.ts'
import { loadState } from './stock/load.ts'
import { refreshStale } from './stock/review.ts'
import { saveState } from './stock/save.ts'
import { isOfAll, takeFact } from './stock/take-fact.ts'
import { KnownShapes } from './stock/week-shape.ts'
import { takingTurns } from './taking-turns.ts'

/**
 * Stock per SKU and place: the level, what sells, how likely it runs out before more comes, and the alerts. Everything is
 * decided event by event in the order of the log, and "now" is when an event was received: so the same log leaves the same
 * tables, however it is cut. A batch reads what it touches once and writes each row once.
 */
export function stockProjection(time: BusinessTime): Projection {
  const shapes = new KnownShapes()
  return {
    name: 'stock',
    // Changes with whatever makes other tables of the same events: they are folded anew then.
    madeWith: `${time.timeZone}, levels of who states them, risks after history, rates of whole weeks, alerts that keep who has them, by id`,
    consumes: [
      'stock.changed',
      'order.placed',
      'order.cancelled',
      'order.refunded',
      'product.updated',
      'store.updated',
      'delivery.expected',
      'delivery.cancelled',
      'page.viewed',
      'source.silent',
      'source.heard',
      'alert.acknowledged',
      'alert.assigned',
      'alert.snoozed',
      'alert.commented',
      'alert.reopened',
      'stock-rule.set',
      'stock-rule.removed',
    ],
    async apply(events, tx) {
      const facts = await nameItems(tx, events.flatMap(readFacts))
      if (facts.length === 0) return []
      const state = await loadState(tx, facts, { time, shapes })
      const turn = takingTurns(tx)
      const refresh = async () => {
        for (const sku of state.skus.values()) {
          refreshStale(state, sku, time)
          await turn()
        }
      }
      for (const fact of facts) {
        if (isOfAll(fact)) await refresh()
        takeFact(state, fact, time)
        await turn()
      }
      await refresh()
      await saveState(tx, state)
      const touched = [...state.changes.touched].map((sku) => `stock:${sku}`)
      const rules = state.changes.rules.size > 0 ? ['stock-rules'] : []
      return ['stock', 'transfers', ...rules, ...touched]
    },
    async reset(tx) {
      await tx.query(`truncate products, product_prices, places, stock_levels, stock_movements, order_lines,
        cancelled_orders, sales_hours, sku_view_hours, out_spans, silent_spans, place_sources, sku_demand, deliveries,
        stock_alerts, alert_comments, stock_rules, stock_items, item_levels`)
    },
  }
}
