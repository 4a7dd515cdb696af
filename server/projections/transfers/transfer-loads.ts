import type { TransferTables } from './transfer-tables.ts'
import { savedByNext } from './transfer-tables.ts'

/** A plan in the making: what each lorry carries, what the donors still have, what the takers get. */
export interface Loads {
  /** Per pair; 0 = no lorry. */
  units: Float64Array
  left: Float64Array
  received: Float64Array
}

export function emptyLoads({ donors, takers, spare }: TransferTables): Loads {
  return {
    units: new Float64Array(takers * donors),
    left: Float64Array.from(spare),
    received: new Float64Array(takers),
  }
}

export function copyLoads(from: Loads, to: Loads): void {
  to.units.set(from.units)
  to.left.set(from.left)
  to.received.set(from.received)
}

export function carry({ units, left, received }: Loads, pair: number, more: number): void {
  const donor = pair % left.length
  const taker = (pair - donor) / left.length
  units[pair] = (units[pair] ?? 0) + more
  left[donor] = (left[donor] ?? 0) - more
  received[taker] = (received[taker] ?? 0) + more
}

/** What the plan saves less what it costs, each lorry's least worth among the costs. */
export function worthOf(tables: TransferTables, { units, received }: Loads): number {
  let worth = 0
  for (let taker = 0; taker < tables.takers; taker++) {
    const got = received[taker] ?? 0
    if (got === 0) continue
    worth += tables.savedUpTo[taker * tables.stride + got] ?? 0
    for (const donor of tables.donorsOf[taker] ?? []) {
      const pair = taker * tables.donors + donor
      const carried = units[pair] ?? 0
      if (carried > 0) worth -= carried * (tables.unitCost[pair] ?? 0) + (tables.lorryCost[pair] ?? 0)
    }
  }
  return worth
}

/** Moves units between the lorries of each donor, and what it has left onto them, while that is worth more. */
export function balance(tables: TransferTables, loads: Loads): void {
  const pairs: number[] = []
  for (let donor = 0; donor < tables.donors; donor++) {
    pairs.length = 0
    for (let pair = donor; pair < loads.units.length; pair += tables.donors)
      if ((loads.units[pair] ?? 0) > 0) pairs.push(pair)
    if (pairs.length === 0) continue
    while (moveUnit(tables, loads, donor, pairs));
  }
}

/** A donor that has units left gives of those. Lorries keep a unit: whether one goes at all is not decided here. */
function moveUnit(tables: TransferTables, loads: Loads, donor: number, pairs: readonly number[]): boolean {
  const hasLeft = (loads.left[donor] ?? 0) > 0
  let [from, least, to, most] = [-1, hasLeft ? 0 : Infinity, -1, -Infinity]
  for (const pair of pairs) {
    const taker = (pair - donor) / tables.donors
    const got = loads.received[taker] ?? 0
    const cost = tables.unitCost[pair] ?? 0
    const last = savedByNext(tables, taker, got - 1) - cost
    if (!hasLeft && last < least && (loads.units[pair] ?? 0) > 1) [from, least] = [pair, last]
    const next = savedByNext(tables, taker, got) - cost
    if (next > most) [to, most] = [pair, next]
  }
  if (to === from || most <= least + 1e-9) return false
  if (from >= 0) carry(loads, from, -1)
  carry(loads, to, 1)
  return true
}

/** Takes lorries off that add less than they cost; what they held goes to the donor's others. */
export function dropWeak(tables: TransferTables, loads: Loads): void {
  for (;;) {
    let [weakest, least] = [-1, 0]
    for (let pair = 0; pair < loads.units.length; pair++) {
      if ((loads.units[pair] ?? 0) === 0) continue
      const added = addedBy(tables, loads, pair)
      if (added < least) [weakest, least] = [pair, added]
    }
    if (weakest < 0) return
    carry(loads, weakest, -(loads.units[weakest] ?? 0))
    balance(tables, loads)
  }
}

function addedBy(tables: TransferTables, { units, received }: Loads, pair: number): number {
  const taker = Math.floor(pair / tables.donors)
  const end = taker * tables.stride + (received[taker] ?? 0)
  const carried = units[pair] ?? 0
  const saves = (tables.savedUpTo[end] ?? 0) - (tables.savedUpTo[end - carried] ?? 0)
  return saves - carried * (tables.unitCost[pair] ?? 0) - (tables.lorryCost[pair] ?? 0)
}
