import type { AppliedSample } from '#components/live/view-state.ts'

/** Positions are decimal strings of 64-bit numbers. */
function includes(sample: AppliedSample, position: string): boolean {
  return BigInt(sample.position) >= BigInt(position)
}

/**
 * Collects what the screen paints from the press on, since an event often arrives over the socket before the door's
 * answer says which position it got.
 */
export class Arrivals {
  readonly #samples: AppliedSample[] = []
  #waiting: { position: string; resolve: (sample: AppliedSample) => void } | null = null

  add(sample: AppliedSample): void {
    this.#samples.push(sample)
    if (this.#waiting !== null && includes(sample, this.#waiting.position)) this.#waiting.resolve(sample)
  }

  /** @returns the first painted sample that includes the position, or null when none came in time. */
  async first(position: string, timeoutMs: number): Promise<AppliedSample | null> {
    const early = this.#samples.find((sample) => includes(sample, position))
    if (early !== undefined) return early
    const { promise, resolve } = Promise.withResolvers<AppliedSample | null>()
    const timer = setTimeout(() => {
      resolve(null)
    }, timeoutMs)
    this.#waiting = { position, resolve }
    const sample = await promise
    clearTimeout(timer)
    this.#waiting = null
    return sample
  }
}
