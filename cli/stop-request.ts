/** npm and the terminal both pass Ctrl-C on, so one press arrives twice within milliseconds. */
const samePressMs = 700

/**
 * Listens to the signals that ask a long-running command to end. The first one stops it in order; another press forces.
 */
export class StopRequest {
  readonly #stop = new AbortController()
  readonly #force = new AbortController()
  #firstAt: number | undefined
  #failure: unknown

  constructor() {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => this.#receive())
  }

  /** Aborts when asked to stop. */
  get signal(): AbortSignal {
    return this.#stop.signal
  }

  /** Aborts when asked a second time. */
  get forced(): AbortSignal {
    return this.#force.signal
  }

  /** What made it stop, when that was a failure and no signal. */
  get failure(): unknown {
    return this.#failure
  }

  /** Stops because of a failure that nobody else hears of. */
  fail(error: unknown): void {
    this.#failure ??= error
    this.#stop.abort()
  }

  #receive(): void {
    this.#firstAt ??= performance.now()
    if (performance.now() - this.#firstAt > samePressMs) this.#force.abort()
    this.#stop.abort()
  }
}
