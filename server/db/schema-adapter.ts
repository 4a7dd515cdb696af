import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { PrismaPg } from '@prisma/adapter-pg'
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils'
import type { ColumnType, SqlDriverAdapter, SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils'

/**
 * Prisma's adapter with three things done otherwise, for migrations only.
 * `executeScript` of 7.10 cuts a script at every ";", also inside a function's body, and runs the pieces on several
 * connections; here a script is one simple query, which PostgreSQL runs as one transaction: wholly or not at all. On the
 * main database the engine runs no script but a migration's, and that transaction also marks the migration finished: one
 * that was begun and is not finished has left nothing behind. It runs on the session that holds the migrations' lock, so
 * the lock outlives a killed process for as long as PostgreSQL still works on its script.
 * `connectToShadowDb` of 7.10, given a connection string, ends up in the main database; here it never does.
 * The adapter of 7.10 refuses PostgreSQL's one-byte type "char", by which the engine reads constraints; here it is read as text
 * and handed on as the character it is.
 */
export class MigrationAdapterFactory implements SqlMigrationAwareDriverAdapterFactory {
  readonly provider = 'postgres'
  readonly adapterName = '@prisma/adapter-pg'
  readonly #databaseUrl: string
  readonly #lockHolder: pg.Client | undefined
  readonly #open = new Set<() => Promise<void>>()
  /** What PostgreSQL said to the last script that failed: the engine keeps less of it. */
  lastScriptError: Error | undefined

  /** Without the session that holds the migrations' lock, no migration is applied. */
  constructor(databaseUrl: string, lockHolder?: pg.Client) {
    this.#databaseUrl = databaseUrl
    this.#lockHolder = lockHolder
  }

  async connect(): Promise<SqlDriverAdapter> {
    const { adapter } = await this.#adapterOn(this.#databaseUrl, async () => undefined)
    adapter.executeScript = (script) => this.#applyMigration(script)
    return adapter
  }

  async connectToShadowDb(): Promise<SqlDriverAdapter> {
    const name = `vigie_shadow_${randomUUID().replaceAll('-', '')}`
    await execute(this.#databaseUrl, `create database "${name}"`)
    const url = new URL(this.#databaseUrl)
    url.pathname = `/${name}`
    const drop = () => execute(this.#databaseUrl, `drop database if exists "${name}" with (force)`)
    const { adapter, pool } = await this.#adapterOn(url.href, drop)
    adapter.executeScript = (script) => this.#runWhole(pool, script)
    return adapter
  }

  /** Ends every connection and drops every shadow database, whether or not the engine did. */
  async close(): Promise<void> {
    for (const close of this.#open) await close()
  }

  async #adapterOn(url: string, afterwards: () => Promise<void>) {
    const pool = new pg.Pool({ connectionString: url, max: 2 })
    const adapter = await new PrismaPg(pool).connect()
    const close = async () => {
      if (!this.#open.delete(close)) return
      await pool.end()
      await afterwards()
    }
    this.#open.add(close)
    adapter.dispose = close
    readChars(pool, adapter)
    return { adapter, pool }
  }

  async #applyMigration(script: string): Promise<void> {
    if (this.#lockHolder === undefined) throw new Error('a migration is applied under the lock only')
    await this.#runWhole(this.#lockHolder, `${script}\n;\n${markFinished}`)
  }

  async #runWhole(on: pg.Pool | pg.Client, script: string): Promise<void> {
    this.lastScriptError = undefined
    try {
      await on.query(script)
    } catch (error) {
      if (error instanceof Error) this.lastScriptError = error
      throw error
    }
  }
}

/** Under the lock at most one migration is begun; the engine says the same once more after the script. */
const markFinished = `update _prisma_migrations set finished_at = clock_timestamp()
  where finished_at is null and rolled_back_at is null`

const charType = 18
const textType = 25

/** Makes the pool say "text" for columns of type "char", and the adapter turn those into characters. */
function readChars(pool: pg.Pool, adapter: SqlDriverAdapter): void {
  const charColumns = new WeakMap<object, number[]>()
  const ask: (config: pg.QueryArrayConfig) => Promise<pg.QueryArrayResult> = pool.query.bind(pool)
  const query = async (config: pg.QueryArrayConfig) => {
    const result = await ask(config)
    // A script of several statements has several results and no rows that anybody reads.
    const fields = Array.isArray(result) ? [] : result.fields
    const columns = fields.flatMap((field, index) => (field.dataTypeID === charType ? [index] : []))
    for (const column of columns) Object.assign(fields[column] ?? {}, { dataTypeID: textType })
    if (columns.length > 0) charColumns.set(result.rows, columns)
    return result
  }
  Object.assign(pool, { query })
  const queryRaw = adapter.queryRaw.bind(adapter)
  adapter.queryRaw = async (asked) => {
    const result = await queryRaw(asked)
    const columns = charColumns.get(result.rows) ?? []
    const typeOf = (type: ColumnType, index: number) => (columns.includes(index) ? ColumnTypeEnum.Character : type)
    return { ...result, columnTypes: result.columnTypes.map(typeOf) }
  }
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
