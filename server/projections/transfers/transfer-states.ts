import type { TransferState } from '#contract/transfers.ts'

/** What can happen to a transfer once it has been proposed. `given-up`: it was accepted, and has not arrived in its time. */
export type TransferStep = 'changed' | 'accepted' | 'rejected' | 'expired' | 'given-up' | 'arrived' | 'settled'

const nothing = {
  changed: null,
  accepted: null,
  rejected: null,
  expired: null,
  'given-up': null,
  arrived: null,
  settled: null,
} as const

/** What each step makes of each state; null = it changes nothing there: somebody else was faster, or it is said twice. */
export const transferStates: Readonly<Record<TransferState, Readonly<Record<TransferStep, TransferState | null>>>> = {
  proposed: { ...nothing, changed: 'proposed', accepted: 'accepted', rejected: 'rejected', expired: 'expired' },
  accepted: { ...nothing, arrived: 'arrived', 'given-up': 'expired' },
  arrived: { ...nothing, settled: 'arrived' },
  rejected: nothing,
  expired: nothing,
}
