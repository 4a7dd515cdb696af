interface RepeatedLookOptions {
  everyMs: number
  /** @param signal aborted when it is to end after what it is at. */
  look: (signal: AbortSignal) => Promise<void>
  /** Hears why a look failed; the next one tries again. */
  onFailure: (error: unknown) => void
}

/** Looks at intervals, one look at a time: what is slow makes looks rarer, not more. It keeps no process alive. */
export class RepeatedLook {
  readonly #options: RepeatedLookOptions
  #timer: NodeJS.Timeout | null = null
  #looking: Promise<void> | null = null
  readonly #stopping = new AbortController()

  constructor(options: RepeatedLookOptions) {
    this.#options = options
  }

  start(): void {
    this.#timer = setInterval(() => this.#look(), this.#options.everyMs)
    this.#timer.unref()
  }

  /** Resolves when the look that is under way is done. */
  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer)
    this.#stopping.abort()
    await this.#looking
  }

  #look(): void {
    const { look, onFailure } = this.#options
    this.#looking ??= look(this.#stopping.signal)
      .catch(onFailure)
      .finally(() => {
        this.#looking = null
      })
  }
}
