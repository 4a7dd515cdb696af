import type pg from 'pg'
import type { CaptureContext } from '../capture.ts'

/** Connections for as long as something is prepared; they are cut when it is to end. */
export class Lines implements AsyncDisposable {
  readonly #signal: AbortSignal
  readonly #open: pg.Client[] = []
  readonly #cut = () => this.#open.forEach((client) => void client.end().catch(() => undefined))

  constructor({ signal }: Pick<CaptureContext, 'signal'>) {
    this.#signal = signal
    signal.addEventListener('abort', this.#cut)
  }

  async open(connect: () => Promise<pg.Client>): Promise<pg.Client> {
    const client = await connect()
    this.#open.push(client)
    if (this.#signal.aborted) this.#cut()
    this.#signal.throwIfAborted()
    return client
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#signal.removeEventListener('abort', this.#cut)
    this.#cut()
  }
}
