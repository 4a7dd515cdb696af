import type { Clock } from '../runtime/clock.ts'

interface Waiting {
  at: number
  order: number
  run: () => void
}

/** A clock and timers that move only when told to; what is due runs in order of time. */
export class ManualTime implements Clock {
  #now: number
  #order = 0
  readonly #waiting = new Set<Waiting>()

  constructor(now = Date.UTC(2026, 10, 23, 12)) {
    this.#now = now
  }

  now(): number {
    return this.#now
  }

  monotonic(): number {
    return this.#now
  }

  /** How many timers wait. */
  get waiting(): number {
    return this.#waiting.size
  }

  after(delayMs: number, run: () => void): () => void {
    const waiting = { at: this.#now + delayMs, order: this.#order++, run }
    this.#waiting.add(waiting)
    return () => this.#waiting.delete(waiting)
  }

  every(intervalMs: number, run: () => void): () => void {
    let cancel = (): unknown => undefined
    const again = (): void => {
      cancel = this.after(intervalMs, again)
      run()
    }
    cancel = this.after(intervalMs, again)
    return () => cancel()
  }

  /** Lets time pass. Promises that timers have started are settled before the next timer runs. */
  async pass(durationMs: number): Promise<void> {
    const end = this.#now + durationMs
    await settle()
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#waiting.delete(next)
      this.#now = Math.max(this.#now, next.at)
      next.run()
      await settle()
    }
    this.#now = end
  }

  #next(end: number): Waiting | undefined {
    return [...this.#waiting].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at || a.order - b.order)[0]
  }
}

/** Until the promises that are under way, and those they start, have settled. */
export async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
}
