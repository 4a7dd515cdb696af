import type { AcceptedTransfer, ProposedTransfer } from '#contract/transfers.ts'

export const viewer = { id: 'built-in', name: 'Viewer' }

/** Six mugs from Quimper to Brest, which has none. */
export const proposedData: ProposedTransfer = {
  transfer: 't1',
  sku: 'mug',
  from: 'quimper',
  to: 'brest',
  alert: 'mug@brest:out:1',
  units: 6,
  maxUnits: 9,
  keeps: 11,
  donorOnHand: 20,
  km: 52.4,
  costMinor: 1100,
  savesMinor: 21_000,
  currency: 'EUR',
}

export const acceptedData: AcceptedTransfer = {
  transfer: 't1',
  by: viewer,
  sku: 'mug',
  from: 'quimper',
  to: 'brest',
  units: 6,
  takerOnHand: 0,
}
