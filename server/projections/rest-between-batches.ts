/** Of this size batches gain nothing from waiting for more. */
const largeBatch = 1000

interface Batch {
  events: number
  tookMs: number
  /** Of its projection. */
  minIntervalMs: number
  /** Senders wait for their acknowledgement. */
  isAwaited: boolean
}

/**
 * How long a loop rests behind a batch. One that catches up does not rest; but while senders wait for their
 * acknowledgement, a fold takes half of the time at the most: it may be behind, they may not.
 */
export function restBetweenBatches({ events, tookMs, minIntervalMs, isAwaited }: Batch): number {
  const intervalMs = events < largeBatch ? minIntervalMs : 0
  return Math.max(0, intervalMs - tookMs, isAwaited ? tookMs : 0)
}
