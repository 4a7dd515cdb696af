import type { TransferState } from '#contract/transfers.ts'

/** A row of the table `transfers`; times are epoch ms. */
export interface TransferRecord {
  id: string
  sku: string
  from: string
  to: string
  /** Which alert of the taker it answers. */
  alert: string | null
  units: number
  /** A person has said how many, other than was proposed. */
  isSetByPerson: boolean
  maxUnits: number
  keeps: number
  km: number | null
  costMinor: number
  savesMinor: number
  currency: string | null
  state: TransferState
  proposedAt: number
  /** What the donor had when it was proposed. */
  donorOnHand: number | null
  /** What the taker had when it was last heard of, while the units are on their way. */
  takerOnHand: number | null
  /** When it last stated its level: differences of before are in it. */
  takerSaidAt: number | null
  /** When it last said anything of it: a level that was counted before lacks what has changed since. */
  takerToldAt: number | null
  /** The greatest of what it said since, where it counts its changes. */
  takerVersion: number | null
  decidedAt: number | null
  decidedBy: { id: string; name: string } | null
  reason: string | null
  arrivedAt: number | null
  savedUnits: number | null
  savedMinor: number | null
  settledAt: number | null
  /** Of the event that changed it last. */
  position: bigint
}
