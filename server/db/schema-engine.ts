import { readFile, readdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg'
import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm'
import { MigrationAdapterFactory } from './schema-adapter.ts'

/*
 * Prisma's own schema engine, in process: the same engine and the same bookkeeping table as its CLI, which would
 * download a native binary. Its WebAssembly module keeps global state and is instantiated once per process.
 */

export const packageDirectory = fileURLToPath(new URL('../..', import.meta.url))
export const schemaFile = join(packageDirectory, 'prisma/schema.prisma')
export const migrationsDirectory = join(packageDirectory, 'prisma/migrations')

export const allTables = { externalTables: [], externalEnums: [] }

let instantiated: Promise<void> | undefined

async function instantiate(): Promise<void> {
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm')
  const bytes = await readFile(join(dirname(entry), 'schema_engine_bg.wasm'))
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': { ...bindings } })
  // Where the engine leaves the message of a panic; without it the panic is hidden behind a TypeError.
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: rethrow } })
  bindings.__wbg_set_wasm(instance.exports)
  // wasm-bindgen gives every module this function without arguments.
  const start = instance.exports['__wbindgen_start'] as () => void
  start()
}

function rethrow(message: string): never {
  throw new Error(`The schema engine panicked: ${message}`)
}

interface Bound {
  databaseUrl: string
  /** The session that holds the migrations' lock; absent = the engine only reads. */
  lockHolder?: pg.Client
}

/** Runs `work` with an engine that is bound to a database; it connects on first use only. */
export async function withSchemaEngine<Result>(
  { databaseUrl, lockHolder }: Bound,
  work: (engine: SchemaEngine, adapter: MigrationAdapterFactory) => Promise<Result>,
): Promise<Result> {
  await (instantiated ??= instantiate())
  const adapter = new MigrationAdapterFactory(databaseUrl, lockHolder)
  const datamodels: [string, string][] = [[schemaFile, await readFile(schemaFile, 'utf8')]]
  try {
    const bound = bindMigrationAwareSqlAdapterFactory(adapter)
    using engine = await bindings.SchemaEngine.new({ datamodels }, () => undefined, bound)
    return await work(engine, adapter)
  } finally {
    await adapter.close()
  }
}

export async function schemaContainer() {
  return { files: [{ path: schemaFile, content: await readFile(schemaFile, 'utf8') }] }
}

/** The migrations of this code, in the order in which they apply. */
export async function readMigrations(directory = migrationsDirectory): Promise<MigrationList> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => [])
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  return {
    baseDir: directory,
    lockfile: { path: 'migration_lock.toml', content: await readLockFile(directory) },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(names.toSorted().map((name) => readMigration(directory, name))),
  }
}

async function readLockFile(directory: string): Promise<string | null> {
  return readFile(join(directory, 'migration_lock.toml'), 'utf8').catch(() => null)
}

async function readMigration(directory: string, name: string) {
  const value = await readFile(join(directory, name, 'migration.sql'), 'utf8')
  return { path: name, migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value } } }
}
