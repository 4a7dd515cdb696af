import type { TransferProblem } from './transfer-plan.ts'

/** A transfer problem as flat arrays, because a search asks them millions of times. A pair of places is at taker · donors + donor. */
export interface TransferTables {
  donors: number
  takers: number
  spare: Float64Array
  /** What the first n units save a taker together is at taker · stride + n. */
  savedUpTo: Float64Array
  stride: number
  unitCost: Float64Array
  /** What a lorry costs, and beyond that the least it has to be worth. */
  lorryCost: Float64Array
  /** Per taker, the donors of which a lorry can be worth it, the best first. The others never send it anything. */
  donorsOf: readonly Int32Array[]
}

export const noDonors = new Int32Array(0)

export function tablesOf({ spare, saved, minWorth, ...costs }: TransferProblem): TransferTables {
  const [donors, takers] = [spare.length, saved.length]
  const stride = 1 + saved.reduce((most, units) => Math.max(most, units.length), 0)
  const savedUpTo = new Float64Array(takers * stride)
  const unitCost = new Float64Array(takers * donors)
  const lorryCost = new Float64Array(takers * donors)
  for (const [taker, units] of saved.entries()) {
    let sum = 0
    for (let n = 1; n < stride; n++) {
      sum += units[n - 1] ?? 0
      savedUpTo[taker * stride + n] = sum
    }
    for (let donor = 0; donor < donors; donor++) {
      unitCost[taker * donors + donor] = costs.unitCost(donor, taker)
      lorryCost[taker * donors + donor] = costs.lorryCost(donor, taker) + minWorth
    }
  }
  const whole = Float64Array.from(spare, (units) => Math.max(0, Math.floor(units)))
  const tables = { donors, takers, spare: whole, savedUpTo, stride, unitCost, lorryCost }
  return { ...tables, donorsOf: saved.map((_units, taker) => worthwhileDonors(tables, taker)) }
}

/** The first lorry to a place is worth most, so one that is not worth it alone never is. */
function worthwhileDonors(tables: Omit<TransferTables, 'donorsOf'>, taker: number): Int32Array {
  const worths = Array.from(tables.spare, (spare, donor) => {
    const unitCost = tables.unitCost[taker * tables.donors + donor] ?? 0
    const units = Math.min(spare, unitsWorth(tables, taker, unitCost))
    return units > 0 ? (tables.savedUpTo[taker * tables.stride + units] ?? 0) - units * unitCost : 0
  })
  const worth = (donor: number) => (worths[donor] ?? 0) - (tables.lorryCost[taker * tables.donors + donor] ?? 0)
  const donors = Array.from(worths.keys()).filter((donor) => worth(donor) > 0)
  return Int32Array.from(donors.toSorted((a, b) => worth(b) - worth(a)))
}

type Saved = Pick<TransferTables, 'savedUpTo' | 'stride'>

/** What one more unit saves a taker that gets so many. */
export function savedByNext({ savedUpTo, stride }: Saved, taker: number, received: number): number {
  if (received >= stride - 1) return 0
  const at = taker * stride + received
  return (savedUpTo[at + 1] ?? 0) - (savedUpTo[at] ?? 0)
}

/** How many units save a taker more than a unit costs. */
export function unitsWorth(saved: Saved, taker: number, cost: number): number {
  let [from, to] = [0, saved.stride - 1]
  while (from < to) {
    const middle = (from + to) >> 1
    if (savedByNext(saved, taker, middle) > cost) from = middle + 1
    else to = middle
  }
  return from
}
