import { setTimeout as wait } from 'node:timers/promises'

/** How fast a file is replayed: so many times its own time, or as fast as the door takes it. */
export type Speed = number | 'max'

/** When, ms after the start, something is due that happened at `at` in a file that begins at `firstAt`. */
export function dueMs(speed: Speed, { at, firstAt }: { at: number; firstAt: number }): number {
  return speed === 'max' ? 0 : Math.max(0, (at - firstAt) / speed)
}

/** @returns undefined unless the text is `max` or a positive number. */
export function decodeSpeed(text: string): Speed | undefined {
  if (text === 'max') return 'max'
  const speed = /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0
  return speed > 0 && Number.isFinite(speed) ? speed : undefined
}

// Node fires timers of more than 2^31 − 1 ms at once.
const longestTimerMs = 86_400_000

/** Waits until `performance.now()` reaches the moment, or the signal aborts. */
export async function waitUntil(moment: number, signal: AbortSignal): Promise<void> {
  for (let rest = moment - performance.now(); rest > 0 && !signal.aborted; rest = moment - performance.now()) {
    await wait(Math.min(rest, longestTimerMs), undefined, { signal }).catch(() => undefined)
  }
}
