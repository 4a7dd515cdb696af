import type { Environment } from './environment.ts'

interface Ticker {
  value: number
  listeners: Set<() => void>
  cancel: () => void
}

/** The server's clock in whole multiples of an interval: one timer per interval, whoever watches. */
export class ServerTicks {
  readonly #environment: Environment
  readonly #serverNow: () => number
  readonly #tickers = new Map<number, Ticker>()

  constructor(environment: Environment, serverNow: () => number) {
    this.#environment = environment
    this.#serverNow = serverNow
  }

  /** Changes only together with a call of the listeners, while there are any. */
  value(everyMs: number): number {
    return this.#tickers.get(everyMs)?.value ?? this.#floor(everyMs)
  }

  watch(everyMs: number, listener: () => void): () => void {
    const ticker = this.#tickers.get(everyMs) ?? this.#start(everyMs)
    ticker.listeners.add(listener)
    return () => {
      ticker.listeners.delete(listener)
      if (ticker.listeners.size > 0 || this.#tickers.get(everyMs) !== ticker) return
      ticker.cancel()
      this.#tickers.delete(everyMs)
    }
  }

  #start(everyMs: number): Ticker {
    const ticker: Ticker = { value: this.#floor(everyMs), listeners: new Set(), cancel: () => undefined }
    this.#tickers.set(everyMs, ticker)
    this.#wait(everyMs, ticker)
    return ticker
  }

  #wait(everyMs: number, ticker: Ticker): void {
    const untilNextMs = everyMs - (this.#serverNow() % everyMs)
    ticker.cancel = this.#environment.after(untilNextMs, () => {
      const value = this.#floor(everyMs)
      this.#wait(everyMs, ticker)
      if (value === ticker.value) return
      ticker.value = value
      for (const listener of ticker.listeners) listener()
    })
  }

  #floor(everyMs: number): number {
    return Math.floor(this.#serverNow() / everyMs) * everyMs
  }
}
