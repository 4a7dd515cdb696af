import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import type { SchemaEngine } from '@prisma/schema-engine-wasm'
import { OperatorError } from '../runtime/operator-error.ts'
import { nameMigrations } from './migration-names.ts'
import type { MigrationAdapterFactory } from './schema-adapter.ts'
import { allTables, migrationsDirectory, readMigrations, schemaContainer, withSchemaEngine } from './schema-engine.ts'

/** Migrating processes queue behind this session lock. Prisma's own CLI uses another number, 72707369. */
const advisoryLockKey = 8_443_447_001

export interface Migrated {
  /** Names of the migrations that were applied now; empty when there was nothing to do. */
  applied: string[]
}

/**
 * Brings the schema of a database up to this code. Safe to run again and from several processes at once; a migration
 * is applied wholly or not at all, and one that an earlier process was killed in is applied again if it had not taken effect.
 * The engine leaves a timer of 10 s behind, which keeps a process alive that does not call process.exit().
 * @throws {OperatorError} when the database cannot be reached, is newer than this code, or a migration fails.
 */
export async function migrate(databaseUrl: string, directory = migrationsDirectory): Promise<Migrated> {
  const lockHolder = await connect(databaseUrl)
  try {
    await lockHolder.query('select pg_advisory_lock($1)', [advisoryLockKey])
    if (await isUpToDate(lockHolder, directory)) return { applied: [] }
    const bound = { databaseUrl, lockHolder }
    return await withSchemaEngine(bound, (engine, adapter) => applyAll({ engine, adapter, directory }))
  } finally {
    // The lock is the session's and ends with it.
    await lockHolder.end().catch(() => undefined)
  }
}

/**
 * Reads and writes nothing, so that it may be asked while another process migrates.
 * @returns the migrations this database still lacks, one that is being applied now among them.
 * @throws {OperatorError} as `migrate` does.
 */
export async function pendingMigrations(databaseUrl: string, directory = migrationsDirectory): Promise<string[]> {
  const client = await connect(databaseUrl)
  try {
    if (await isUpToDate(client, directory)) return []
  } finally {
    await client.end()
  }
  return withSchemaEngine({ databaseUrl }, async (engine) => (await inspect(engine, directory)).pending)
}

/** @throws {OperatorError} as `pendingMigrations` does, and where the database lacks some. */
export async function requireMigrated(databaseUrl: string): Promise<void> {
  const pending = await pendingMigrations(databaseUrl)
  if (pending.length === 0) return
  throw new OperatorError(`The database lacks ${nameMigrations(pending)}. Run: npm run vigie -- migrate`)
}

interface Applied {
  migration_name: string
  checksum: string
  isFinished: boolean
}

/**
 * Spares almost every start the engine, which takes longer to load than all else that a command does.
 * @returns true when the engine's own table says that exactly the migrations of `directory` were applied, as they read now. What
 *   else may be is the engine's to tell.
 */
async function isUpToDate(client: pg.Client, directory: string): Promise<boolean> {
  return hasExactly(client, await expectedMigrations(directory))
}

/** @returns the checksum of each migration by its name, as the files say now: a checkout is pulled under processes that go on. */
export async function expectedMigrations(directory = migrationsDirectory): Promise<ReadonlyMap<string, string>> {
  const { migrationDirectories } = await readMigrations(directory)
  return new Map(migrationDirectories.map(({ path, migrationFile }) => [path, checksumOf(migrationFile.content.value)]))
}

/** @returns true when the engine's own table says that these migrations were applied, as they are, and no others. */
export async function hasExactly(
  client: Pick<pg.Client, 'query'>,
  expected: ReadonlyMap<string, string>,
): Promise<boolean> {
  const { rows: found } = await client.query("select 1 where to_regclass('_prisma_migrations') is not null")
  if (found.length === 0) return false
  const { rows } = await client.query<Applied>(
    `select migration_name, checksum, finished_at is not null as "isFinished" from _prisma_migrations where rolled_back_at is null`,
  )
  const applied = new Map(rows.map(({ migration_name, checksum }) => [migration_name, checksum]))
  return (
    rows.every(({ isFinished }) => isFinished) &&
    applied.size === expected.size &&
    [...expected].every(([name, checksum]) => applied.get(name) === checksum)
  )
}

/** As the engine computes it: https://github.com/prisma/prisma-engines/blob/main/schema-engine/connectors/schema-connector/src/checksum.rs */
function checksumOf(script: string): string {
  return createHash('sha256').update(script).digest('hex')
}

async function connect(databaseUrl: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message || cause.name : String(cause)
    throw new OperatorError(
      `The database cannot be reached: ${reason}. Check that PostgreSQL runs, and host, user and password in DATABASE_URL.`,
      { cause },
    )
  }
  return client
}

interface Applying {
  engine: SchemaEngine
  adapter: MigrationAdapterFactory
  directory: string
}

async function applyAll({ engine, adapter, directory }: Applying): Promise<Migrated> {
  const { pending, unfinished } = await inspect(engine, directory)
  // Under the lock nobody is applying them: whoever began them is gone, and nothing of them took effect.
  for (const migrationName of unfinished) await engine.markMigrationRolledBack({ migrationName })
  if (pending.length === 0) return { applied: [] }
  const migrationsList = await readMigrations(directory)
  try {
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: allTables })
    return { applied: appliedMigrationNames }
  } catch (cause) {
    const said = firstLine(adapter.lastScriptError?.message ?? (cause instanceof Error ? cause.message : String(cause)))
    if (/extension|gin_trgm_ops/.test(said)) throw new OperatorError(extensionRefused(said), { cause })
    throw new OperatorError(
      `A migration of the database failed: ${said}. ${helpFor(said)}Nothing of it remains in the database; it is tried ` +
        `again at the next start. Pending: ${nameMigrations(pending)}.`,
      { cause },
    )
  }
}

/** What follows is where in the engine it happened. */
function firstLine(said: string): string {
  return said.split('\n', 1)[0]?.trim() ?? said
}

function helpFor(said: string): string {
  if (!said.includes('permission denied')) return ''
  return 'Let the role that DATABASE_URL names own the database: alter database NAME owner to ROLE. '
}

interface Inspected {
  /** What the database lacks, in the order in which it applies. */
  pending: string[]
  /** Which of those were begun. */
  unfinished: readonly string[]
}

async function inspect(engine: SchemaEngine, directory: string): Promise<Inspected> {
  const migrationsList = await readMigrations(directory)
  const input = { migrationsList, optInToShadowDatabase: false, filters: allTables }
  const found = await engine.diagnoseMigrationHistory(input)
  const { history, failedMigrationNames: unfinished } = found
  // What never took effect may be put right in its file.
  const edited = found.editedMigrationNames.filter((name) => !unfinished.includes(name))
  const foreign = history !== null && 'unpersistedMigrationNames' in history ? history.unpersistedMigrationNames : []
  if (foreign.length > 0) {
    throw new OperatorError(
      `The schema of this database is newer than this code: it holds ${foreign.join(', ')}, which this version of ` +
        'Vigie does not know. Start the version that made it, or a later one.',
    )
  }
  if (edited.length > 0) {
    throw new OperatorError(
      `${edited.join(', ')} was changed in prisma/migrations after it was applied to this database. Put the file back ` +
        'as it was (git checkout prisma/migrations), and write what is new as another migration.',
    )
  }
  return { pending: pendingOf(history, unfinished), unfinished }
}

type History = Awaited<ReturnType<SchemaEngine['diagnoseMigrationHistory']>>['history']

function pendingOf(history: History, unfinished: readonly string[]): string[] {
  const unapplied = history !== null && 'unappliedMigrationNames' in history ? history.unappliedMigrationNames : []
  return [...new Set([...unfinished, ...unapplied])].toSorted()
}

/** SQL that turns the migrations of `directory` into schema.prisma; empty when they agree. Needs the right to create a database. */
export async function diffToSchema(databaseUrl: string, directory = migrationsDirectory): Promise<string> {
  const [migrations, schema] = await Promise.all([readMigrations(directory), schemaContainer()])
  const { stdout } = await withSchemaEngine({ databaseUrl }, (engine) =>
    engine.diff({
      from: { tag: 'migrations', ...migrations },
      to: { tag: 'schemaDatamodel', ...schema },
      script: true,
      exitCode: null,
      filters: allTables,
    }),
  )
  const script = stdout?.trim() ?? ''
  return script === '-- This is an empty migration.' ? '' : script
}

/**
 * For developers: writes the migration that schema.prisma asks for.
 * @returns its directory, or null when schema and migrations agree.
 */
export async function createMigration(
  databaseUrl: string,
  { name, now, directory = migrationsDirectory }: { name: string; now: Date; directory?: string },
): Promise<string | null> {
  if (!/^[a-z0-9_]{1,60}$/.test(name))
    throw new OperatorError('Name a migration with a-z, 0-9 and "_", such as add_customers')
  const script = await diffToSchema(databaseUrl, directory)
  if (script === '') return null
  const stamp = now.toISOString().replaceAll(/\D/g, '').slice(0, 14)
  const target = join(directory, `${stamp}_${name}`)
  await mkdir(target, { recursive: true })
  await writeFile(join(target, 'migration.sql'), `${script}\n`, { flag: 'wx' })
  return target
}

function extensionRefused(said: string): string {
  return (
    `PostgreSQL did not let Vigie create its extension pg_trgm, which finds names: ${said}. Let somebody who may run ` +
    '"create extension pg_trgm" in this database, into a schema of the search path, then start again. ' +
    'Where PostgreSQL has no such extension, install its package of contributed modules (postgresql-contrib).'
  )
}
