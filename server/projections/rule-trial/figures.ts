import type { RuleFigures } from '#contract/stock-rules.ts'
import type { Alert } from '../stock/state.ts'
import type { Act } from './past.ts'
import { openBefore } from './replay.ts'

const hourMs = 3_600_000

/** Of how many alerts which came to what; see {@link RuleFigures}. */
export class Tally {
  readonly #atRisk = { opened: 0, ranOut: 0, cleared: 0, taken: 0, open: 0 }
  readonly #out = { opened: 0, unwarned: 0 }
  readonly #hoursEarly: number[] = []

  /** @param alerts of one SKU. @param acts what people did about it. */
  add(alerts: readonly Alert[], acts: readonly Act[]): void {
    const outs = new Set(
      alerts.flatMap((alert) => (alert.kind === 'out' ? [whenAndWhere(alert, alert.openedPosition)] : [])),
    )
    const warned = new Set<string>()
    for (const alert of alerts) {
      if (alert.kind === 'out') continue
      const end = alert.closedPosition === null ? null : whenAndWhere(alert, alert.closedPosition)
      const ranOut = end !== null && outs.has(end)
      if (ranOut) warned.add(end)
      if (alert.openedPosition !== openBefore) this.#addAtRisk(alert, { ranOut, acts })
    }
    for (const alert of alerts) {
      if (alert.kind !== 'out' || alert.openedPosition === openBefore) continue
      this.#out.opened += 1
      if (!warned.has(whenAndWhere(alert, alert.openedPosition))) this.#out.unwarned += 1
    }
  }

  #addAtRisk({ place, openedAt, closedAt }: Alert, { ranOut, acts }: { ranOut: boolean; acts: readonly Act[] }): void {
    this.#atRisk.opened += 1
    if (closedAt === null) this.#atRisk.open += 1
    else if (ranOut) {
      this.#atRisk.ranOut += 1
      this.#hoursEarly.push((closedAt - openedAt) / hourMs)
    } else if (acts.some((act) => act.place === place && act.from <= closedAt && act.to >= openedAt))
      this.#atRisk.taken += 1
    else this.#atRisk.cleared += 1
  }

  figures(): RuleFigures {
    return { atRisk: { ...this.#atRisk, medianHoursEarly: median(this.#hoursEarly) }, out: { ...this.#out } }
  }
}

/** A shelf that runs out closes the one alert and opens the other at the same event. */
function whenAndWhere({ place }: Alert, position: bigint): string {
  return `${position} ${place}`
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.slice(Math.floor((sorted.length - 1) / 2), Math.floor(sorted.length / 2) + 1)
  return middle.length === 0 ? null : middle.reduce((sum, value) => sum + value, 0) / middle.length
}
