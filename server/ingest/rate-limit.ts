import type { Clock } from '../runtime/clock.ts'

/*
 * Fixed windows of one minute, in memory: a limit protects this process, and two processes let twice as much through.
 * Header fields as draft-ietf-httpapi-ratelimit-headers-10 writes them.
 */
const windowMs = 60_000

/** Beyond this many callers at a time the oldest windows are forgotten: a flood of addresses may not fill the memory. */
const maxCallers = 20_000

export interface Allowance {
  /** The policy's name in the headers. */
  policy: string
  limit: number
  remaining: number
  resetSeconds: number
  isExceeded: boolean
}

interface Window {
  endsAt: number
  used: number
}

/** Counts what each caller used of one policy. */
export class RateLimit {
  readonly #policy: string
  readonly #clock: Clock
  readonly #windows = new Map<string, Window>()

  constructor(policy: string, clock: Clock) {
    this.#policy = policy
    this.#clock = clock
  }

  /** Takes one from the caller's window. */
  take(caller: string, limit: number): Allowance {
    const window = this.#windowOf(caller)
    window.used += 1
    return this.#allowance(window, limit)
  }

  /** @returns what is left, nothing taken; undefined for a caller that has taken nothing, of whom nothing is kept. */
  look(caller: string, limit: number): Allowance | undefined {
    const window = this.#windows.get(caller)
    return window && this.#clock.monotonic() < window.endsAt ? this.#allowance(window, limit) : undefined
  }

  #allowance({ endsAt, used }: Window, limit: number): Allowance {
    return {
      policy: this.#policy,
      limit,
      remaining: Math.max(0, limit - used),
      resetSeconds: Math.max(1, Math.ceil((endsAt - this.#clock.monotonic()) / 1000)),
      isExceeded: used > limit,
    }
  }

  #windowOf(caller: string): Window {
    const now = this.#clock.monotonic()
    const known = this.#windows.get(caller)
    if (known && now < known.endsAt) return known
    // Set anew, so that the map stays in the order of the windows' ends.
    this.#windows.delete(caller)
    const window = { endsAt: now + windowMs, used: 0 }
    this.#windows.set(caller, window)
    if (this.#windows.size > maxCallers) this.#forgetOldest()
    return window
  }

  #forgetOldest(): void {
    for (const caller of this.#windows.keys()) {
      this.#windows.delete(caller)
      return
    }
  }
}

export function rateHeaders({ policy, limit, remaining, resetSeconds }: Allowance): Record<string, string> {
  return {
    'ratelimit-policy': `"${policy}";q=${limit};w=${windowMs / 1000}`,
    ratelimit: `"${policy}";r=${remaining};t=${resetSeconds}`,
  }
}
