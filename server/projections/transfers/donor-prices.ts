import type { TransferTables } from './transfer-tables.ts'
import { unitsWorth } from './transfer-tables.ts'

/** What a unit of each donor is worth to the network, and what takers ask for at such prices. */
export interface Prices {
  perUnit: Float64Array
  /** Per pair, how many units are worth their cost and price to the taker, those it gets from others included. */
  wanted: Float64Array
}

export function pricesOf(tables: TransferTables, perUnit: Float64Array): Prices {
  const wanted = new Float64Array(tables.takers * tables.donors)
  for (const [taker, donors] of tables.donorsOf.entries()) {
    for (const donor of donors) {
      const pair = taker * tables.donors + donor
      wanted[pair] = unitsWorth(tables, taker, (tables.unitCost[pair] ?? 0) + (perUnit[donor] ?? 0))
    }
  }
  return { perUnit, wanted }
}

const rounds = 40
/** Of what the plan seems to be worth; how far a step goes. */
const stepShare = 0.03
const stepShrinks = 0.85

/**
 * Lagrange multipliers of what donors have, by subgradient steps (Held, Wolfe, Crowder, Mathematical Programming 6, 1974):
 * each place asks for the lorry that is worth most to it at these prices; the price of what is asked for too much rises.
 */
export function findPrices(tables: TransferTables): Float64Array {
  const perUnit = new Float64Array(tables.donors)
  let best = Float64Array.from(perUnit)
  let least = Infinity
  let step = stepShare
  for (let round = 0; round < rounds; round++) {
    const { asked, bound } = askedFor(tables, perUnit)
    if (bound < least) {
      least = bound
      best = Float64Array.from(perUnit)
    } else step *= stepShrinks
    let norm = 0
    const excess = asked.map((units, donor) => units - (tables.spare[donor] ?? 0))
    for (const [donor, units] of excess.entries()) if ((perUnit[donor] ?? 0) > 0 || units > 0) norm += units * units
    if (norm === 0) break
    for (const [donor, units] of excess.entries())
      perUnit[donor] = Math.max(0, (perUnit[donor] ?? 0) + (step * bound * units) / norm)
  }
  return best
}

function askedFor(tables: TransferTables, perUnit: Float64Array) {
  const asked = new Float64Array(tables.donors)
  let bound = 0
  for (const [donor, price] of perUnit.entries()) bound += price * (tables.spare[donor] ?? 0)
  for (const [taker, donors] of tables.donorsOf.entries()) {
    let [chosen, most, units] = [-1, 0, 0]
    for (const donor of donors) {
      const pair = taker * tables.donors + donor
      const cost = (tables.unitCost[pair] ?? 0) + (perUnit[donor] ?? 0)
      const want = Math.min(tables.spare[donor] ?? 0, unitsWorth(tables, taker, cost))
      const worth = (tables.savedUpTo[taker * tables.stride + want] ?? 0) - want * cost - (tables.lorryCost[pair] ?? 0)
      if (worth > most) [chosen, most, units] = [donor, worth, want]
    }
    if (chosen >= 0) asked[chosen] = (asked[chosen] ?? 0) + units
    bound += most
  }
  return { asked, bound }
}
