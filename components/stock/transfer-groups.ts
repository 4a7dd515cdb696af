import type { TransferRow } from '#contract/views/transfers.ts'

export interface TransferGroups {
  /** They wait for somebody; what saves most stands first. */
  proposed: readonly TransferRow[]
  /** On their way, the newest first. */
  accepted: readonly TransferRow[]
}

/** Those that wait for somebody or are on their way: a SKU tells of its past ones too. */
export function openTransfers(transfers: readonly TransferRow[]): TransferRow[] {
  return transfers.filter(({ state }) => state === 'proposed' || state === 'accepted')
}

export function groupTransfers(transfers: readonly TransferRow[]): TransferGroups {
  const of = (state: TransferRow['state']): TransferRow[] => transfers.filter((transfer) => transfer.state === state)
  return {
    proposed: of('proposed').toSorted((a, b) => b.savesMinor - a.savesMinor || (a.id < b.id ? -1 : 1)),
    accepted: of('accepted').toSorted((a, b) => (b.decidedAt ?? 0) - (a.decidedAt ?? 0) || (a.id < b.id ? -1 : 1)),
  }
}

export interface TransferTotals {
  units: number
  costMinor: number
  savesMinor: number
}

export function sumTransfers(transfers: readonly TransferRow[]): TransferTotals {
  const sum = (of: (transfer: TransferRow) => number): number =>
    transfers.reduce((total, transfer) => total + of(transfer), 0)
  return {
    units: sum(({ units }) => units),
    costMinor: sum(({ costMinor }) => costMinor),
    savesMinor: sum(({ savesMinor }) => savesMinor),
  }
}

/** What stands in the field of a proposal's units. */
export type UnitsEntry = { is: 'same' } | { is: 'changed'; units: number } | { is: 'wrong' }

/** Whole units that the donor can give. @param entered undefined = nobody has touched the field */
export function readUnits(
  entered: string | undefined,
  { units, maxUnits }: Pick<TransferRow, 'units' | 'maxUnits'>,
): UnitsEntry {
  if (entered === undefined) return { is: 'same' }
  const asked = /^\d{1,9}$/.test(entered.trim()) ? Number(entered) : 0
  if (asked < 1 || asked > maxUnits) return { is: 'wrong' }
  return asked === units ? { is: 'same' } : { is: 'changed', units: asked }
}
