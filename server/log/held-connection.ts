import type { Pool, PoolClient, QueryConfig, QueryResult, QueryResultRow } from 'pg'

/**
 * A connection that is kept between queries which follow one another. A pool hands out its connections in a turn of their own, behind
 * whatever the last answer has set going: here the next query is on its way before.
 */
export class HeldConnection {
  readonly #pool: Pool
  #client: PoolClient | null = null

  constructor(pool: Pool) {
    this.#pool = pool
  }

  /** Takes a connection if none is held. One at a time. */
  async query<Row extends QueryResultRow>(config: QueryConfig): Promise<QueryResult<Row>> {
    this.#client ??= await this.#pool.connect()
    try {
      return await this.#client.query<Row>(config)
    } catch (error) {
      // Nobody knows what state it is in.
      this.#client.release(true)
      this.#client = null
      throw error
    }
  }

  release(): void {
    this.#client?.release()
    this.#client = null
  }
}
