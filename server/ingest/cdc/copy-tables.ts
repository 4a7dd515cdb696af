import pg from 'pg'
import type { CaptureMemory, SnapshotStage } from './capture.ts'
import { CaptureError } from './capture.ts'
import { nextRowCount } from './chunk-size.ts'
import type { DatabaseConnection } from './connection.ts'
import { grantsToRead } from './grants-to-read.ts'
import type { Limits } from './limited-query.ts'
import { ask, isAtWork } from './limited-query.ts'
import type { CatalogueTable } from './table-catalogue.ts'
import { onlyTable } from './table-catalogue.ts'

/*
 * Copies all rows of some tables out of somebody's database, all of one moment: the caller has opened a transaction
 * (`repeatable read`), perhaps under a snapshot that somebody else exported. A cursor gives a few rows at a time, and the
 * next ones are asked for when those are kept: at no time is more than a chunk in memory here, or in the database's.
 */

export interface Copying {
  /** In an open transaction; made for statements that take long. */
  client: pg.Client
  /** By which it is seen whether the client's session is still at work. */
  connection: DatabaseConnection
  tables: readonly CatalogueTable[]
  /** Generated columns that come along: the same as in later changes, so that all rows of a table look alike. Absent = all. */
  generatedColumns?: 'all' | 'stored' | 'none'
  stage: Pick<SnapshotStage, 'add'>
  report: CaptureMemory['report']
  signal: AbortSignal
  /** After so long without an answer the line is doubted. Absent = 15 s. */
  silenceMs?: number
}

const usualSilenceMs = 15_000

const chunkBytes = 1024 * 1024
const maxChunkRows = 5000
const firstChunkRows = 100

/**
 * Reports every table with what is copied of it. Rows are in the order of their key where there is one.
 * @throws CaptureError `insufficient-privilege` before anything is copied, `connection-lost`; the signal's reason.
 */
export async function copyTables(copying: Copying): Promise<void> {
  const { client, tables, report } = copying
  requireAllRows(tables, client.user ?? 'USER')
  const limits = await liftLimits(copying)
  const progress = tables.map(({ table, estimatedRows }) => ({ table, copied: 0, total: estimatedRows }))
  const show = () =>
    report({
      phase: 'copying',
      snapshot: { tables: progress.map((table) => ({ ...table })), stored: 0, finishedAt: null },
    })
  show()
  for (const [index, table] of tables.entries()) {
    const shown = progress[index]
    for await (const rows of readRows(table, copying, limits)) {
      await copying.stage.add(rows.map((json) => ({ table: table.table, key: table.key, json })))
      if (!shown) continue
      shown.copied += rows.length
      shown.total = Math.max(shown.total, shown.copied)
      show()
    }
    if (shown) shown.total = shown.copied
  }
  show()
}

/** The database's own limits are for work that somebody waits for. @returns ours. */
async function liftLimits({ client, connection, signal, silenceMs = usualSilenceMs }: Copying): Promise<Limits> {
  const limits = { timeoutMs: silenceMs, signal }
  // `transaction_timeout` is unknown before version 17.
  const text = `select set_config(name, '0', true), pg_backend_pid() as pid from pg_settings
    where name in ('statement_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout')`
  const [session] = await ask<{ pid: number }>(client, { text }, limits)
  if (!session) throw new Error('every version knows statement_timeout')
  return { ...limits, isAtWork: () => isAtWork(connection, session.pid) }
}

function requireAllRows(tables: readonly CatalogueTable[], user: string): void {
  const grants = grantsToRead(user, tables).map(({ sql }) => sql)
  if (grants.length === 0) return
  throw new CaptureError(
    'insufficient-privilege',
    `the user ${user} may not read all tables, or not all of their rows; somebody who may runs:\n${grants.join('\n')}`,
  )
}

async function* readRows(
  table: CatalogueTable,
  { client, signal, generatedColumns = 'all' }: Copying,
  limits: Limits,
): AsyncGenerator<string[]> {
  const rowsOf = selectRows(table, generatedColumns)
  await ask(client, { text: `declare vigie_copy no scroll cursor for ${rowsOf}` }, limits)
  let count = firstChunkRows
  for (;;) {
    signal.throwIfAborted()
    const rows = await ask<{ row: string }>(client, { text: `fetch ${count} from vigie_copy` }, limits)
    if (rows.length === 0) break
    yield rows.map(({ row }) => row)
    const bytes = rows.reduce((sum, { row }) => sum + row.length, 0)
    count = nextRowCount({ rows: rows.length, bytes }, { targetBytes: chunkBytes, max: maxChunkRows })
  }
  await ask(client, { text: 'close vigie_copy' }, limits)
}

function selectRows(table: CatalogueTable, generated: NonNullable<Copying['generatedColumns']>): string {
  const columns = table.columns
    .filter((column) => column.generated === null || generated === 'all' || column.generated === generated)
    .map(({ name }) => `source.${pg.escapeIdentifier(name)}`)
  const order = table.key.map((column) => `source.${pg.escapeIdentifier(column)}`)
  const rows = `select ${columns.join(', ')} from ${onlyTable(table)} source`
  return `select row_to_json(t)::text as row from (${rows}${order.length > 0 ? ` order by ${order.join(', ')}` : ''}) t`
}
