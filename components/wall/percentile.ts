/**
 * Nearest-rank percentile.
 *
 * @param sorted ascending
 * @param share 0 to 1
 * @returns null when there is nothing to measure.
 */
export function percentile(sorted: readonly number[], share: number): number | null {
  const rank = Math.max(1, Math.ceil(share * sorted.length))
  return sorted[rank - 1] ?? null
}
