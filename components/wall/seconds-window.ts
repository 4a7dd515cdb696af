import type { WallSecondRow } from '#contract/views/wall.ts'

export const windowSeconds = 58

/**
 * Records received in each whole second of the last minute, oldest first; a second without a row received nothing. The
 * running second and the one before it are left out, since their counts may still be on the way, and so is the one that
 * the server is about to drop at the other end: a count that is not complete is not true.
 *
 * @param now epoch ms of the server's clock
 */
export function secondsWindow(rows: Iterable<WallSecondRow>, now: number): number[] {
  const last = Math.floor(now / 1000) - 2
  const first = last - windowSeconds + 1
  const counts = Array.from({ length: windowSeconds }, () => 0)
  for (const row of rows) {
    const index = Math.floor(row.at / 1000) - first
    if (index >= 0 && index < windowSeconds) counts[index] = row.received
  }
  return counts
}

export function perSecond(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0) / counts.length
}
