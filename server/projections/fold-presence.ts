import type { Pool } from 'pg'

/**
 * Tells whether the tables of a projection are of the present. They are of the past while it is made anew, and it is
 * seldom known beforehand that it will be: so it must have come as far as the log was when it was first asked of, and may
 * not be behind what it had come to since.
 */
export class FoldPresence {
  readonly #pool: Pool
  readonly #projection: string
  /** How far its tables have been, or must come first. */
  #reached: bigint | null = null

  constructor(pool: Pool, projection: string) {
    this.#pool = pool
    this.#projection = projection
  }

  async isPresent(): Promise<boolean> {
    const { rows } = await this.#pool.query<{ folded: string; head: string }>({
      name: 'read-fold-presence',
      text: `select coalesce((select position from checkpoints where projection = $1), 0)::text as folded,
          position::text as head from log_head`,
      values: [this.#projection],
    })
    const { folded, head } = rows[0] ?? { folded: '0', head: '0' }
    const reached = this.#reached ?? BigInt(head)
    const isPresent = BigInt(folded) >= reached
    this.#reached = isPresent ? BigInt(folded) : reached
    return isPresent
  }
}
