import { OperatorError } from '#server/runtime/operator-error.ts'

/** npm and the terminal both pass Ctrl-C on, so one press arrives twice within milliseconds. */
const samePressMs = 700
/** What is killed after the second press has so long to be gone. */
const lastMs = 2000
const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Somebody asked the command to end before it was done. */
export class Interrupted extends OperatorError {
  override name = 'Interrupted'
}

/**
 * Listens, until it is disposed of, to the signals that ask a command to end. The first one stops it in order; another
 * press forces: this process ends soon after it, whatever it was waiting for.
 */
export class StopRequest implements Disposable {
  readonly #stop = new AbortController()
  readonly #force = new AbortController()
  readonly #listener = () => this.#receive()
  #firstAt: number | undefined
  #failure: unknown

  constructor() {
    for (const name of names) process.on(name, this.#listener)
  }

  [Symbol.dispose](): void {
    for (const name of names) process.off(name, this.#listener)
  }

  /** Aborts when asked to stop, with `Interrupted` as its reason. */
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
    this.#abort()
  }

  /** Waits for `work`, but no longer than until somebody asks to stop: for work that needs nothing undone. */
  async unlessStopped<Result>(work: Promise<Result>): Promise<Result> {
    const stopped = Promise.withResolvers<never>()
    const stop = () => stopped.reject(this.signal.reason)
    if (this.signal.aborted) stop()
    this.signal.addEventListener('abort', stop)
    try {
      return await Promise.race([work, stopped.promise])
    } finally {
      this.signal.removeEventListener('abort', stop)
    }
  }

  #receive(): void {
    this.#firstAt ??= performance.now()
    if (performance.now() - this.#firstAt > samePressMs) this.#endSoon()
    this.#abort()
  }

  #abort(): void {
    this.#stop.abort(new Interrupted('stopped before it was done'))
  }

  #endSoon(): void {
    if (this.forced.aborted) return
    setTimeout(() => process.exit(1), lastMs).unref()
    this.#force.abort()
  }
}
