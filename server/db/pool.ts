import pg from 'pg'
import type { Logger } from '../runtime/logger.ts'

interface PoolOptions {
  databaseUrl: string
  logger: Logger
  /** Shown in pg_stat_activity. */
  name: string
  max: number
}

/** A line that has gone silent is given up after this; what was asked may or may not have happened. */
const queryTimeoutMs = 8000

/**
 * A pool that survives a restart of PostgreSQL. Its clients report a broken line as an `error` event, idle or in use,
 * and an event without a listener would end the process; who uses the client learns of it from the failing query.
 */
export function createPool({ databaseUrl, logger, name, max }: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    application_name: `vigie-${name}`,
    max,
    connectionTimeoutMillis: 5000,
    idleTimeoutMillis: 60_000,
    query_timeout: queryTimeoutMs,
    // What is given up here must not go on there.
    statement_timeout: queryTimeoutMs,
    // A transaction whose line went silent must not hold its locks until TCP notices.
    idle_in_transaction_session_timeout: queryTimeoutMs,
    keepAlive: true,
  })
  const report = (error: Error) => logger.warn({ reason: error.message, pool: name }, 'a database connection broke')
  pool.on('error', report)
  pool.on('connect', (client) => client.on('error', report))
  return pool
}

/** The pool of a command, of one connection. A line that breaks fails what is asked over it, not the process. */
export function createCommandPool(databaseUrl: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 })
  const ignore = () => undefined
  pool.on('error', ignore)
  pool.on('connect', (client) => client.on('error', ignore))
  return pool
}
