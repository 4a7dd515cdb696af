export type Verdict = 'grant' | 'refuse' | 'disconnect'

interface AllowanceLimits {
  burst: number
  perSecond: number
}

/**
 * A budget of requests that fills up with time (L15). Debt is allowed down to the burst again: a client that goes on
 * asking while it is refused is not one of ours.
 */
export class Allowance {
  readonly #limits: AllowanceLimits
  #left: number
  #countedAt: number

  constructor(limits: AllowanceLimits, now: number) {
    this.#limits = limits
    this.#left = limits.burst
    this.#countedAt = now
  }

  take(cost: number, now: number): Verdict {
    const { burst, perSecond } = this.#limits
    const refilled = this.#left + ((now - this.#countedAt) / 1000) * perSecond
    this.#left = Math.min(burst, refilled) - cost
    this.#countedAt = now
    if (this.#left >= 0) return 'grant'
    return this.#left >= -burst ? 'refuse' : 'disconnect'
  }
}
