import type { AppliedSample } from '#components/live/view-state.ts'
import { percentile } from './percentile.ts'

export interface DoorToScreen {
  medianMs: number
  /** 95% of the samples took at most this. */
  p95Ms: number
  /** The share of samples that kept the promise, 0 to 1. */
  kept: number
  samples: number
}

/**
 * The time from the door's clock to this browser's paint, one sample for each patch that brought something new. The first
 * snapshot is left out: it says how long ago the last event came, not how long events take. So are patches whose
 * position is that of the one before: only a window of time had moved.
 *
 * @returns null before the first sample.
 */
export function doorToScreen(samples: readonly AppliedSample[], promiseMs: number): DoorToScreen | null {
  const delays = samples
    .filter((sample, index) => sample.how === 'patch' && samples[index - 1]?.position !== sample.position)
    .flatMap(({ asOf, paintedAt }) => (asOf === null ? [] : [Math.max(0, paintedAt - asOf.receivedAt)]))
    .toSorted((a, b) => a - b)
  const medianMs = percentile(delays, 0.5)
  const p95Ms = percentile(delays, 0.95)
  if (medianMs === null || p95Ms === null) return null
  const kept = delays.filter((delay) => delay <= promiseMs).length / delays.length
  return { medianMs, p95Ms, kept, samples: delays.length }
}
