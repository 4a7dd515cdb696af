import type { TransferRow } from '#contract/views/transfers.ts'

const settlesAfterMs = 30 * 86_400_000

/** When it will be known what a transfer saved; null where it has not arrived, or where it is known. Epoch ms. */
export function settledAt({ arrivedAt, savedMinor }: Pick<TransferRow, 'arrivedAt' | 'savedMinor'>): number | null {
  return arrivedAt === null || savedMinor !== null ? null : arrivedAt + settlesAfterMs
}

/** What waits for somebody first, then by when it was decided, else proposed; the newest first. */
export function orderLedger(rows: Iterable<TransferRow>): TransferRow[] {
  const at = ({ decidedAt, proposedAt }: TransferRow): number => decidedAt ?? proposedAt
  const waits = ({ state }: TransferRow): number => (state === 'proposed' ? 0 : 1)
  return [...rows].toSorted((a, b) => waits(a) - waits(b) || at(b) - at(a) || (a.id < b.id ? -1 : 1))
}
