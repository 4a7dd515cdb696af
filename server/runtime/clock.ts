/** Where time comes from, so that tests can hold it still. */
export interface Clock {
  /** Epoch ms, wall time. */
  now(): number
  /** Milliseconds since some fixed moment, never going back. */
  monotonic(): number
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
}
