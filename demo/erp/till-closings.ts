import { wantedInBusiestHour } from '../demand.ts'
import type { Variant } from '../products.ts'
import { variants } from '../products.ts'
import type { Random } from '../random.ts'
import { poisson } from '../random.ts'
import { busynessAt } from '../rhythm.ts'
import { shortageOf } from '../stock-levels.ts'
import type { Store } from '../world.ts'
import { places } from '../world.ts'

/*
 * What was sold before the tills and the shop spoke to Vigie: until then the ERP got the sum of each hour from them. By it
 * is known from the first minute on what sells where.
 */
export interface TillClosing {
  closingId: string
  store: Store
  /** The last moment of what it sums up, epoch ms. */
  closedAt: number
  lines: ReadonlyArray<{ variant: Variant; quantity: number }>
}

const hourMs = 3_600_000

/** @returns the closings of so many hours, of one hour at a time; the last one is of the hour under way. @param until epoch ms. */
export function* closingsByHour(random: Random, { until, hours }: { until: number; hours: number }) {
  const last = Math.floor(until / hourMs) * hourMs
  for (let from = last - hours * hourMs; from <= last; from += hourMs) {
    const to = Math.min(from + hourMs, until)
    yield places.map((store) => closingOf(random, store, { from, to, until })).filter(({ lines }) => lines.length > 0)
  }
}

interface Hour {
  from: number
  to: number
  until: number
}

function closingOf(random: Random, store: Store, { from, to, until }: Hour): TillClosing {
  const busyHours = busynessAt((from + to) / 2) * ((to - from) / hourMs)
  const closingId = `Z-${store.id}-${new Date(from).toISOString().slice(0, 13)}`
  const lines = variants.flatMap((variant) => {
    const quantity = poisson(random, wantedInBusiestHour(variant, store) * busyHours)
    const emptyForMs = shortageOf(variant, store)?.emptyForMs ?? 0
    return quantity > 0 && to <= until - emptyForMs ? [{ variant, quantity }] : []
  })
  return { closingId, store, closedAt: to - 1, lines }
}
