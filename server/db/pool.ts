import pg from 'pg'
import type { Logger } from '../runtime/logger.ts'

interface PoolOptions {
  databaseUrl: string
  logger: Logger
  /** Shown in pg_stat_activity. */
  name: string
  max: number
}

/** A pool that survives a restart of PostgreSQL: without a listener its idle clients' errors would end the process. */
export function createPool({ databaseUrl, logger, name, max }: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    application_name: `vigie-${name}`,
    max,
    connectionTimeoutMillis: 5000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
  })
  pool.on('error', (error) => logger.warn({ err: error, pool: name }, 'an idle database connection broke'))
  return pool
}
