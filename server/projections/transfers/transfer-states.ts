import type { TransferState } from '#contract/transfers.ts'

/** What can happen to a transfer once it has been proposed. */
export type TransferStep = 'changed' | 'accepted' | 'rejected' | 'expired' | 'arrived' | 'settled'

/** What each step makes of each state; null = it changes nothing there: somebody else was faster, or it is said twice. */
export const transferStates: Readonly<Record<TransferState, Readonly<Record<TransferStep, TransferState | null>>>> = {
  proposed: {
    changed: 'proposed',
    accepted: 'accepted',
    rejected: 'rejected',
    expired: 'expired',
    arrived: null,
    settled: null,
  },
  accepted: { changed: null, accepted: null, rejected: null, expired: null, arrived: 'arrived', settled: null },
  arrived: { changed: null, accepted: null, rejected: null, expired: null, arrived: null, settled: 'arrived' },
  rejected: { changed: null, accepted: null, rejected: null, expired: null, arrived: null, settled: null },
  expired: { changed: null, accepted: null, rejected: null, expired: null, arrived: null, settled: null },
}
