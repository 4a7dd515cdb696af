/** Milliseconds. */
export interface Latencies {
  count: number
  p50Ms: number
  p95Ms: number
  p99Ms: number
  maxMs: number
}

/** Nearest-rank percentiles (no interpolation), so that every number was really measured. */
export function summarizeLatencies(milliseconds: readonly number[]): Latencies {
  const sorted = Float64Array.from(milliseconds).toSorted()
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
  return { count: sorted.length, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99), maxMs: at(1) }
}
