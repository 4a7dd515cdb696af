import type { Pool } from 'pg'
import { readHead } from './read.ts'

/** Where the log ends, for all who wait for more: the database is asked once for all of them, and so often at the most. */
export class PolledHead {
  readonly #pool: Pool
  readonly #pollMs: number
  #head: Promise<bigint> | null = null
  /** By `performance.now()`. */
  #nextAt = -Infinity

  constructor(pool: Pool, pollMs = 200) {
    this.#pool = pool
    this.#pollMs = pollMs
  }

  /**
   * @returns a position that was the last one at most `pollMs` ago.
   * @throws the database's error, for all who asked in that time.
   */
  read(): Promise<bigint> {
    if (this.#head === null || this.restMs === 0) {
      this.#nextAt = performance.now() + this.#pollMs
      this.#head = readHead(this.#pool)
    }
    return this.#head
  }

  /** How long until the database is asked again, in ms. */
  get restMs(): number {
    return Math.max(0, this.#nextAt - performance.now())
  }
}
