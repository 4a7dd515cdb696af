import { onlineRetail } from '#cli/replay/formats/online-retail.ts'
import { readEvents } from '#cli/replay/read-file.ts'
import * as z from 'zod'
import { BusinessTime } from '#server/runtime/business-time.ts'

/** What one country orders of one SKU. Hours count from 00:00 of the file's first day, in the business time zone. */
export interface Series {
  sku: string
  country: string
  /** In order of time; units ≥ 1. */
  orders: readonly Order[]
}

export interface Order {
  hour: number
  units: number
}

export interface RetailDemand {
  series: readonly Series[]
  days: number
  /** Of a day: whether anybody ordered anything; a day without is one that was not heard, or closed. */
  heard: readonly boolean[]
  /** Day of the week of the first day, Monday = 0. */
  firstWeekday: number
}

const dayMs = 86_400_000
const orderSchema = z.object({
  country: z.string(),
  adjustment: z.boolean().optional(),
  lines: z.array(z.object({ sku: z.string(), quantity: z.number() })),
})

/** Products have five digits; the file's other codes are postage, fees and corrections. */
const isProduct = (sku: string): boolean => /^\d{5}/.test(sku)

export async function readRetailDemand(path: string): Promise<RetailDemand> {
  const time = new BusinessTime('Europe/London')
  const bySeries = new Map<string, { sku: string; country: string; orders: Order[] }>()
  const heardDays = new Set<number>()
  let first: number | undefined
  for await (const { at, event } of readEvents({ path, format: onlineRetail, reading: { bytes: 0, records: 0 } })) {
    if (event.type !== 'order.placed') continue
    const { country, adjustment = false, lines } = orderSchema.parse(event.data)
    if (adjustment) continue
    const dayStart = time.startOfDay(at)
    first ??= dayStart
    // Rounded: a day of the change to summer time has 23 hours.
    const day = Math.round((dayStart - first) / dayMs)
    const hour = day * 24 + Math.min(23, Math.floor((at - dayStart) / 3_600_000))
    heardDays.add(day)
    for (const [sku, units] of unitsBySku(lines)) {
      const key = `${sku} ${country}`
      const found = bySeries.get(key) ?? { sku, country, orders: [] }
      bySeries.set(key, found)
      found.orders.push({ hour, units })
    }
  }
  if (first === undefined) throw new Error(`${path} has no orders`)
  const series = [...bySeries.values()]
  for (const { orders } of series) orders.sort((a, b) => a.hour - b.hour)
  const days = Math.max(...heardDays) + 1
  return {
    series,
    days,
    heard: Array.from({ length: days }, (_, day) => heardDays.has(day)),
    // 1970-01-01 was a Thursday; at 12 hours past its beginning a day has one date in London and in UTC.
    firstWeekday: (Math.floor((first + dayMs / 2) / dayMs) + 3) % 7,
  }
}

/** Equal SKUs of an invoice are one demand: the buyer wanted them together. */
function unitsBySku(lines: ReadonlyArray<{ sku: string; quantity: number }>): Map<string, number> {
  const units = new Map<string, number>()
  for (const { sku, quantity } of lines) {
    if (quantity > 0 && isProduct(sku)) units.set(sku, (units.get(sku) ?? 0) + quantity)
  }
  return units
}
