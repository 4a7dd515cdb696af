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
 * What was sold before the tills and the shop spoke to Vigie: until then the ERP got the sum of an hour from them, from each
 * place at its own minute. By it is known from the first minute on what sells where.
 */
export interface TillClosing {
  closingId: string
  store: Store
  /** Epoch ms. */
  closedAt: number
  /** The middle of what it sums up, epoch ms. */
  centredAt: number
  lines: ReadonlyArray<{ variant: Variant; quantity: number }>
}

const hourMs = 3_600_000

/** @returns the closings of so many hours, hour by hour, and at last of what has been sold since. @param until epoch ms. */
export function* closingsByHour(random: Random, { until, hours }: { until: number; hours: number }) {
  const last = Math.floor(until / hourMs) * hourMs
  for (let hour = last - hours * hourMs; hour <= last; hour += hourMs) {
    yield places.flatMap((store, index) => {
      const from = hour + (index / places.length) * hourMs
      if (from >= until) return []
      const closing = closingOf(random, store, { from, to: Math.min(from + hourMs, until), until })
      return closing.lines.length > 0 ? [closing] : []
    })
  }
}

interface Hour {
  from: number
  to: number
  until: number
}

function closingOf(random: Random, store: Store, { from, to, until }: Hour): TillClosing {
  const centredAt = Math.floor((from + to) / 2)
  const busyHours = busynessAt(centredAt) * ((to - from) / hourMs)
  const lines = variants.flatMap((variant) => {
    const quantity = poisson(random, wantedInBusiestHour(variant, store) * busyHours)
    const emptyForMs = shortageOf(variant, store)?.emptyForMs ?? 0
    return quantity > 0 && to <= until - emptyForMs ? [{ variant, quantity }] : []
  })
  return {
    closingId: `Z-${store.id}-${new Date(from).toISOString().slice(0, 16)}`,
    store,
    closedAt: to,
    centredAt,
    lines,
  }
}
