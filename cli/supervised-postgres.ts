import type { EmbeddedPostgres } from '#server/db/embedded.ts'
import { startEmbedded } from '#server/db/embedded.ts'
import { backoffMs, pause } from '#server/runtime/backoff.ts'

export interface SupervisedPostgresOptions {
  dataDirectory: string
  onProgress: (line: string) => void
  /** Called with one line when it ended unasked. */
  onTrouble: (line: string) => void
  /** Called when it cannot be brought back. */
  onLost: (error: unknown) => void
  /** Aborted: one that is starting is stopped in order. */
  signal: AbortSignal
  /** Aborted: one that is starting is ended at once. */
  forced: AbortSignal
}

/** The embedded PostgreSQL, started again on the same port if it should end. */
export class SupervisedPostgres {
  readonly url: string
  readonly #options: SupervisedPostgresOptions
  readonly #stopping = new AbortController()
  readonly #loop: Promise<void>
  #current: EmbeddedPostgres

  private constructor(options: SupervisedPostgresOptions, started: EmbeddedPostgres) {
    this.#options = options
    this.#current = started
    this.url = started.url
    this.#loop = this.#keepRunning().catch((error: unknown) => {
      if (!this.#stopping.signal.aborted) options.onLost(error)
    })
  }

  static async start(options: SupervisedPostgresOptions): Promise<SupervisedPostgres> {
    const { dataDirectory, onProgress, signal, forced } = options
    return new SupervisedPostgres(options, await startEmbedded({ dataDirectory, onProgress, signal, forced }))
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#current.stop()
    await this.#loop
    // The loop may have been starting one meanwhile.
    await this.#current.stop()
  }

  /** Ends it at once; the next start recovers. */
  abort(): void {
    this.#stopping.abort()
    this.#current.abort()
  }

  async #keepRunning(): Promise<void> {
    const { dataDirectory, onTrouble, forced } = this.#options
    const signal = this.#stopping.signal
    for (;;) {
      const code = await this.#current.exited
      if (signal.aborted) return
      onTrouble(`PostgreSQL ended (${code === null ? 'killed' : `exit code ${code}`}) and is started again`)
      await pause(backoffMs(1), signal)
      if (signal.aborted) return
      this.#current = await startEmbedded({ dataDirectory, port: this.#current.port, signal, forced })
    }
  }
}
