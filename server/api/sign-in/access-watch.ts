import type { Pool } from 'pg'
import type { Logger } from '../../runtime/logger.ts'

interface AccessWatchOptions {
  pool: Pool
  logger: Logger
  /** Rights may have changed: whoever is connected is to be identified anew. */
  onChange: () => Promise<void>
  everyMs?: number
}

/** Sessions end by themselves without a word to the database. */
const expiryMs = 60_000

/**
 * Notices that rights have changed, whichever server, command or hand at psql changed them: triggers count it in
 * `access_version`, which is looked at twice a second. A socket loses what it may no longer see within a second.
 */
export class AccessWatch {
  readonly #options: AccessWatchOptions
  #version: string | null = null
  #toldAt = performance.now()
  #timer: NodeJS.Timeout | undefined
  #isStopped = false
  #looking: Promise<void> = Promise.resolve()

  constructor(options: AccessWatchOptions) {
    this.#options = options
  }

  async start(): Promise<void> {
    this.#version = await this.#read()
    this.#schedule()
  }

  /** Looks now: whoever changed something waits until it holds here. */
  look(): Promise<void> {
    this.#looking = this.#looking.then(() => this.#look())
    return this.#looking
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    await this.#looking
  }

  async #look(): Promise<void> {
    try {
      const version = await this.#read()
      if (version === this.#version && performance.now() - this.#toldAt < expiryMs) return
      await this.#options.onChange()
      this.#version = version
      this.#toldAt = performance.now()
    } catch (cause) {
      // What could not be read now is read the next time; until then nobody gains anything.
      this.#options.logger.warn({ err: cause }, 'whether rights have changed could not be read')
    }
  }

  #schedule(): void {
    if (this.#isStopped) return
    this.#timer = setTimeout(() => void this.look().then(() => this.#schedule()), this.#options.everyMs ?? 500)
  }

  async #read(): Promise<string> {
    const { rows } = await this.#options.pool.query<{ version: string }>({
      name: 'read-access-version',
      text: 'select version::text from access_version where id = 1',
    })
    const [row] = rows
    if (!row) throw new Error('access_version has its row from the migration on')
    return row.version
  }
}
