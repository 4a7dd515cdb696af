import type { Prices } from './donor-prices.ts'
import { findPrices, pricesOf } from './donor-prices.ts'
import { fillLorries } from './fill-lorries.ts'
import type { Loads } from './transfer-loads.ts'
import { balance, carry, copyLoads, dropWeak, emptyLoads, worthOf } from './transfer-loads.ts'
import type { TransferTables } from './transfer-tables.ts'
import { noDonors, tablesOf } from './transfer-tables.ts'

/*
 * Which units to move between places. Unit k that reaches place j saves value · P(Dⱼ ≥ on hand + k), less than the unit before
 * it; a donor gives what it does not need itself. A move costs a lorry for each pair of places and something for each unit:
 *
 *     maximise   Σⱼ Σ (saved by unit 1 … Qⱼ)  −  Σᵢⱼ qᵢⱼ · unit costᵢⱼ  −  Σᵢⱼ (lorry costᵢⱼ + min worth) · [qᵢⱼ > 0]
 *     subject to Σⱼ qᵢⱼ ≤ spareᵢ,   Qⱼ = Σᵢ qᵢⱼ,   q whole
 *
 * a transportation problem with fixed charges, which is NP-hard. The lorry that is worth most goes first, and a price on each
 * donor's units keeps them for where they are worth most. Then a few lorries that lie near each other are taken off and filled
 * anew, again and again (ruin and recreate: Schrimpf et al., J. Comp. Phys. 159, 2000). bench/transfer-plan.ts holds the plans
 * against an exact solver's.
 */
export interface TransferProblem {
  /** Units that each donor can give, whole, ≥ 0. */
  spare: readonly number[]
  /** Per taker what each further unit saves, in minor units of money, never more than the one before. */
  saved: readonly (readonly number[])[]
  unitCost(donor: number, taker: number): number
  /** Infinity where nothing can be sent. */
  lorryCost(donor: number, taker: number): number
  /** A lorry goes only if it adds more than this to the plan; ≥ 0. */
  minWorth: number
}

export interface Shipment {
  donor: number
  taker: number
  /** ≥ 1. */
  units: number
  /** What its units save, after those of the shipments to the same place that stand before it. */
  saves: number
  costs: number
}

export interface TransferPlan {
  shipments: Shipment[]
  /** Σ saves − Σ costs. */
  worth: number
}

/** The same problem gives the same plan, always. */
export function planTransfers(problem: TransferProblem): TransferPlan {
  const tables = tablesOf(problem)
  const perUnit = findPrices(tables)
  const scaled = (scale: number) =>
    pricesOf(
      tables,
      perUnit.map((price) => price * scale),
    )
  const free = scaled(0)
  const loads = search(tables, [free, ...priceScales.map(scaled)], free)
  dropWeak(tables, loads)
  return planOf(tables, loads, problem.minWorth)
}

/** The prices are right for the whole, not for a part that is filled anew: what is tried lies on both sides. */
const priceScales = [0.5, 0.8, 1, 1.2]
/** For 30 × 30 places; larger problems get fewer rounds, as each takes longer. */
const roundsAtBest = 300
const pairsAtBest = 900
const minRounds = 30
/** Lorries taken off in one round at the most. */
const maxRuined = 6
/** Of the rounds in which a lorry is sent whether it is worth it or not: two for one is a change that filling never makes. */
const forcedShare = 0.5
/** In the beginning a plan may get worse by this share of its worth, in the end not at all (threshold accepting). */
const threshold = 0.002

function search(tables: TransferTables, prices: readonly Prices[], free: Prices): Loads {
  const random = randomNumbers()
  const current = bestStart(tables, prices, free)
  const [best, tried] = [emptyLoads(tables), emptyLoads(tables)]
  copyLoads(current, best)
  let worth = worthOf(tables, current)
  let most = worth
  const rounds = Math.max(minRounds, Math.floor(roundsAtBest * Math.min(1, pairsAtBest / current.units.length)))
  for (let round = 0; round < rounds; round++) {
    copyLoads(current, tried)
    ruin(tables, tried, random)
    recreate(tables, tried, prices[Math.floor(random() * prices.length)] ?? free, free)
    const triedWorth = worthOf(tables, tried)
    if (triedWorth <= worth - threshold * most * (1 - round / rounds)) continue
    worth = triedWorth
    copyLoads(tried, current)
    if (worth <= most) continue
    most = worth
    copyLoads(tried, best)
  }
  return best
}

function bestStart(tables: TransferTables, prices: readonly Prices[], free: Prices): Loads {
  const starts = prices.map((each) => {
    const loads = emptyLoads(tables)
    recreate(tables, loads, each, free)
    return { loads, worth: worthOf(tables, loads) }
  })
  return starts.reduce((best, start) => (start.worth > best.worth ? start : best)).loads
}

/** What nobody asks for at these prices is filled without them: donors' units are worth nothing in the end. */
function recreate(tables: TransferTables, loads: Loads, prices: Prices, free: Prices): void {
  fillLorries(tables, loads, prices)
  if (prices !== free) fillLorries(tables, loads, free)
  balance(tables, loads)
}

/** Takes off a few lorries of donors that one place could do with, and often sends it one that would not go by itself. */
function ruin(tables: TransferTables, loads: Loads, random: () => number): void {
  const { donors, takers, donorsOf } = tables
  const taker = Math.floor(random() * takers)
  const candidates = donorsOf[taker] ?? noDonors
  const near: number[] = []
  for (const donor of candidates)
    for (let pair = donor; pair < loads.units.length; pair += donors) if ((loads.units[pair] ?? 0) > 0) near.push(pair)
  for (let count = Math.floor(random() * (maxRuined + 1)); count > 0 && near.length > 0; count--) {
    const [pair = 0] = near.splice(Math.floor(random() * near.length), 1)
    carry(loads, pair, -(loads.units[pair] ?? 0))
  }
  const donor = candidates[Math.floor(random() * candidates.length)]
  if (donor !== undefined && random() < forcedShare) sendOne(tables, loads, donor, taker)
}

/** From what the donor has left, or else off another of its lorries; what more goes is a matter of balance. */
function sendOne({ donors }: TransferTables, loads: Loads, donor: number, taker: number): void {
  const pair = taker * donors + donor
  if ((loads.units[pair] ?? 0) > 0) return
  if ((loads.left[donor] ?? 0) <= 0) {
    let other = donor
    while ((loads.units[other] ?? 0) < 2) {
      other += donors
      if (other >= loads.units.length) return
    }
    carry(loads, other, -1)
  }
  carry(loads, pair, 1)
}

/** From 0 to 1, the same row each time (Numerical Recipes' linear congruential generator). */
function randomNumbers(): () => number {
  let state = 1
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

function planOf(tables: TransferTables, { units }: Loads, minWorth: number): TransferPlan {
  const { donors, stride, savedUpTo } = tables
  const shipments: Shipment[] = []
  let worth = 0
  for (const [taker, candidates] of tables.donorsOf.entries()) {
    let at = taker * stride
    for (const donor of candidates) {
      const pair = taker * donors + donor
      const carried = units[pair] ?? 0
      if (carried === 0) continue
      const saves = (savedUpTo[at + carried] ?? 0) - (savedUpTo[at] ?? 0)
      const costs = carried * (tables.unitCost[pair] ?? 0) + (tables.lorryCost[pair] ?? 0) - minWorth
      at += carried
      worth += saves - costs
      shipments.push({ donor, taker, units: carried, saves, costs })
    }
  }
  return { shipments, worth }
}
