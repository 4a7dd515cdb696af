import { probabilityOfAtLeast, quantile } from '#server/projections/demand/demand-distribution.ts'
import type { TransferProblem } from '#server/projections/transfers/transfer-plan.ts'

/** What of a further unit's saving is too little to matter to anybody; minor units of money. */
export const negligible = 5
const dispersion = 2
const mostUnits = 60

/**
 * A SKU that is short in some places of a network 800 km wide, and in others is not: negative binomial demand as the risk
 * is computed from, margins of 5 to 85 in major units, lorries that cost by the kilometre. The same random numbers draw the
 * same instance.
 */
export function transferInstance({ donors, takers }: { donors: number; takers: number }, random: () => number) {
  const places = Array.from({ length: donors + takers }, () => ({ x: random() * 800, y: random() * 800 }))
  const margin = 500 + random() * 8000
  const spare = Array.from({ length: donors }, () => {
    const demand = { mean: random() * 12, dispersion }
    return Math.max(0, Math.floor(random() * 40) - quantile(0.95, demand))
  })
  const saved = Array.from({ length: takers }, () => {
    const demand = { mean: random() * 25, dispersion }
    const onHand = Math.floor(random() * 8)
    const units = Array.from({ length: mostUnits }, (_, k) => margin * probabilityOfAtLeast(onHand + k + 1, demand))
    return units.filter((each) => each >= negligible)
  })
  const km = (donor: number, taker: number) => {
    const [from, to] = [places[donor], places[donors + taker]]
    return from && to ? Math.hypot(from.x - to.x, from.y - to.y) : Infinity
  }
  return {
    spare,
    saved,
    unitCost: (donor, taker) => 20 + 0.3 * km(donor, taker),
    lorryCost: (donor, taker) => 400 + 6 * km(donor, taker),
    minWorth: 0,
  } satisfies TransferProblem
}

/** From 0 to 1; mulberry32. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
