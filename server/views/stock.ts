import type { Pool } from 'pg'
import { demandDays } from '#contract/views/stock.ts'
import type { BusinessTime } from '../runtime/business-time.ts'
import type { Clock } from '../runtime/clock.ts'
import { readOverview, readTotals } from './stock-overview.ts'
import { readSku } from './stock-sku.ts'
import type { View } from './view.ts'

interface StockOptions {
  pool: Pool
  clock: Clock
  time: BusinessTime
}

/** Silence makes a level unknown although nothing touches the view. */
const refreshMs = 5000
const prefix = 'stock:'

/** What needs somebody (`stock`), and one SKU in every place (`stock:{sku}`). */
export function stockView({ pool, clock, time }: StockOptions): View {
  return {
    name: 'stock',
    permission: 'view:stock',
    hasParameter: true,
    freshnessTargetSeconds: 30,
    mode: 'push',
    refreshMs,
    reads: ['stock', 'transfers'],
    async read(topic) {
      const now = clock.now()
      if (topic === 'stock') return readOverview(pool, { now, dayStart: time.startOfDay(now) })
      const sku = topic.slice(prefix.length)
      return sku === '' ? null : readSku(pool, { sku, now, time, days: daysUntil(now, time) })
    },
  }
}

/** What every screen's navigation counts, without the alerts themselves. */
export function stockTotalsView({ pool, clock, time }: StockOptions): View {
  return {
    name: 'stock-totals',
    permission: 'view:stock',
    hasParameter: false,
    freshnessTargetSeconds: 30,
    mode: 'push',
    refreshMs: 1000,
    reads: ['stock'],
    read() {
      const now = clock.now()
      return readTotals(pool, { now, dayStart: time.startOfDay(now) })
    },
  }
}

/** Beginnings of the last whole business days, oldest first, and of today. */
function daysUntil(now: number, time: BusinessTime): number[] {
  const days = [time.startOfDay(now)]
  while (days.length <= demandDays) days.unshift(time.startOfDay((days[0] ?? now) - 1))
  return days
}
