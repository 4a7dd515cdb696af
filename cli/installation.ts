import type pg from 'pg'
import { hasCluster } from '#server/db/cluster-create.ts'
import { clusterFiles } from '#server/db/cluster-files.ts'
import { createPrisma } from '#server/db/prisma.ts'
import type { Prisma } from '#server/db/prisma.ts'
import { findEmbeddedUrl, startEmbedded } from '#server/db/embedded.ts'
import { migrate, requireMigrated } from '#server/db/migrate.ts'
import type { Env } from '#server/env.ts'
import type { SecretBox } from '#server/ingest/secrets.ts'
import { createCommandPool } from '#server/db/pool.ts'
import { OperatorError } from '#server/runtime/operator-error.ts'
import { boxOf } from './installation-secret.ts'
import { acquireLock } from './lock.ts'
import { StopRequest } from './stop-request.ts'

/*
 * How a command that is not `start` comes by the installation's database: DATABASE_URL; else the embedded PostgreSQL
 * that runs on the data directory; else that PostgreSQL, started for as long as the command lasts and stopped also when
 * the command is interrupted. None of them but `migrate` changes the schema of a database that has one.
 */

/** Gives `work` the address of a running database; its schema may be old, or not there yet. */
export async function withDatabase<Result>(
  env: Env,
  command: string,
  work: (databaseUrl: string) => Promise<Result>,
): Promise<Result> {
  const running = env.DATABASE_URL ?? (await findEmbeddedUrl(env.VIGIE_DATA_DIR))
  if (running !== undefined) return work(running)
  await requireCluster(env, command)
  const lock = await acquireLock(env.VIGIE_DATA_DIR, command, {
    // Of a command that prints JSON, stdout is for the result alone.
    onProgress: (line) => process.stderr.write(`${line}\n`),
  })
  using stop = new StopRequest()
  try {
    const { signal, forced } = stop
    const postgres = await startEmbedded({ dataDirectory: env.VIGIE_DATA_DIR, signal, forced })
    forced.addEventListener('abort', () => postgres.abort())
    try {
      return await stop.unlessStopped(work(postgres.url))
    } finally {
      await postgres.stop()
    }
  } finally {
    await lock.release()
  }
}

/** What may be the first to be run in a new data directory, beside a start. */
const beginning: ReadonlySet<string> = new Set(['migrate', 'source create'])

/** Any other would make a whole database and answer about nothing. @throws {OperatorError} where there is none. */
async function requireCluster({ VIGIE_DATA_DIR: directory }: Env, command: string): Promise<void> {
  if (beginning.has(command) || (await hasCluster(clusterFiles(directory)))) return
  throw new OperatorError(
    `No Vigie is in ${directory}; start it first (npm start), or set VIGIE_DATA_DIR to where it is.`,
  )
}

/**
 * Gives `work` the address of a running database with the schema of this code.
 * @throws {OperatorError} saying what to run where the schema is another.
 */
export async function withMigratedDatabase<Result>(
  env: Env,
  command: string,
  work: (databaseUrl: string) => Promise<Result>,
): Promise<Result> {
  return withDatabase(env, command, async (databaseUrl) => {
    if (env.DATABASE_URL === undefined && (await isNew(databaseUrl))) await migrate(databaseUrl)
    await requireMigrated(databaseUrl)
    return work(databaseUrl)
  })
}

/** Whether it has no schema yet, as one that a first command has just made. Why one does not answer, others say. */
async function isNew(databaseUrl: string): Promise<boolean> {
  const pool = createCommandPool(databaseUrl)
  try {
    const found = await pool.query("select 1 where to_regclass('_prisma_migrations') is null").catch(() => undefined)
    return found?.rowCount === 1
  } finally {
    await pool.end()
  }
}

/** Gives `work` connections to the tables, migrated. */
export async function withPool<Result>(
  env: Env,
  command: string,
  work: (pool: pg.Pool) => Promise<Result>,
): Promise<Result> {
  return withMigratedDatabase(env, command, async (databaseUrl) => {
    const pool = createCommandPool(databaseUrl)
    try {
      return await work(pool)
    } finally {
      await pool.end()
    }
  })
}

export interface Store {
  prisma: Prisma
  /** Connects when it is first used. */
  pool: pg.Pool
  box: SecretBox
}

/**
 * Gives `work` the tables, migrated, and the key of the sources' secrets.
 * @throws {OperatorError} when the key is not that of this database, unless the right one is said to be lost.
 */
export async function withStore<Result>(
  env: Env,
  command: string,
  work: (store: Store) => Promise<Result>,
  { isLost } = { isLost: false },
): Promise<Result> {
  return withMigratedDatabase(env, command, async (databaseUrl) =>
    withStoreOn(databaseUrl, await boxOf(env, databaseUrl, { isLost }), work),
  )
}

export async function withStoreOn<Result>(
  databaseUrl: string,
  box: SecretBox,
  work: (store: Store) => Promise<Result>,
): Promise<Result> {
  const prisma = createPrisma(databaseUrl)
  const pool = createCommandPool(databaseUrl)
  try {
    return await work({ prisma, pool, box })
  } finally {
    await pool.end()
    await prisma.$disconnect()
  }
}
