import { setTimeout as sleep } from 'node:timers/promises'

/** Exponential with full jitter: attempt 0 waits up to `firstMs`, doubling up to `maxMs`. */
export function backoffMs(attempt: number, { firstMs = 100, maxMs = 10_000, random = Math.random } = {}): number {
  const ceiling = Math.min(maxMs, firstMs * 2 ** attempt)
  return ceiling / 2 + (ceiling / 2) * random()
}

/** Resolves after the time, or at once when there is none or the signal aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0 || signal.aborted) return
  await sleep(ms, undefined, { signal }).catch(() => undefined)
}
