import type { Prices } from './donor-prices.ts'
import type { Loads } from './transfer-loads.ts'
import { carry } from './transfer-loads.ts'
import type { TransferTables } from './transfer-tables.ts'
import { noDonors } from './transfer-tables.ts'

interface Choice {
  /** Per taker, the donor whose lorry is worth most to it now; −1 = none is. */
  donor: Int32Array
  worth: Float64Array
}

/**
 * Sends the lorry that is worth most at these prices, again and again, until none is worth it; a lorry that goes anyway can
 * take more at no further charge. Only the choices that a lorry touches are made anew: those of its taker, and of the others
 * that wanted the same donor's.
 */
export function fillLorries(tables: TransferTables, loads: Loads, prices: Prices): void {
  const choice: Choice = { donor: new Int32Array(tables.takers), worth: new Float64Array(tables.takers) }
  for (let taker = 0; taker < tables.takers; taker++) choose(tables, loads, prices, taker, choice)
  for (;;) {
    const best = mostWorth(choice.worth)
    if (best < 0) return
    const donor = choice.donor[best] ?? 0
    const pair = best * tables.donors + donor
    carry(loads, pair, Math.min(loads.left[donor] ?? 0, (prices.wanted[pair] ?? 0) - (loads.received[best] ?? 0)))
    for (let taker = 0; taker < tables.takers; taker++)
      if (taker === best || choice.donor[taker] === donor) choose(tables, loads, prices, taker, choice)
  }
}

function mostWorth(worths: Float64Array): number {
  let [best, most] = [-1, 1e-9]
  for (let taker = 0; taker < worths.length; taker++) {
    const worth = worths[taker] ?? 0
    if (worth > most) {
      most = worth
      best = taker
    }
  }
  return best
}

function choose(tables: TransferTables, loads: Loads, prices: Prices, taker: number, choice: Choice): void {
  const { donors, stride, savedUpTo, unitCost, lorryCost } = tables
  const got = loads.received[taker] ?? 0
  const candidates = tables.donorsOf[taker] ?? noDonors
  const from = taker * stride + got
  const savedNow = savedUpTo[from] ?? 0
  let best = -1
  let most = 0
  for (let index = 0; index < candidates.length; index++) {
    const donor = candidates[index] ?? 0
    const pair = taker * donors + donor
    const units = Math.min(loads.left[donor] ?? 0, (prices.wanted[pair] ?? 0) - got)
    if (units <= 0) continue
    const charge = (loads.units[pair] ?? 0) > 0 ? 0 : (lorryCost[pair] ?? 0)
    const each = (unitCost[pair] ?? 0) + (prices.perUnit[donor] ?? 0)
    const worth = (savedUpTo[from + units] ?? 0) - savedNow - units * each - charge
    if (worth > most) {
      most = worth
      best = donor
    }
  }
  choice.donor[taker] = best
  choice.worth[taker] = most
}
