import pg from 'pg'
import type { CaptureMemory, SnapshotStage } from './capture.ts'
import { CaptureError } from './capture.ts'
import { nextRowCount } from './chunk-size.ts'
import type { CatalogueTable } from './table-catalogue.ts'
import { onlyTable, quoteTable } from './table-catalogue.ts'

/*
 * Copies all rows of some tables out of somebody's database, all of one moment: the caller has opened a transaction
 * (`repeatable read`), perhaps under a snapshot that somebody else exported. A cursor gives a few rows at a time, and the
 * next ones are asked for when those are kept: at no time is more than a chunk in memory here, or in the database's.
 */

export interface Copying {
  /** In an open transaction; its user may read the tables. */
  client: pg.ClientBase
  tables: readonly CatalogueTable[]
  /** Generated columns that come along: the same as in later changes, so that all rows of a table look alike. Absent = all. */
  generatedColumns?: 'all' | 'stored' | 'none'
  stage: Pick<SnapshotStage, 'add'>
  report: CaptureMemory['report']
  signal: AbortSignal
}

const chunkBytes = 1024 * 1024
const maxChunkRows = 5000
const firstChunkRows = 100

/**
 * Reports every table with what is copied of it. Rows are in the order of their key where there is one.
 * @throws CaptureError `insufficient-privilege` before anything is copied; the signal's reason.
 */
export async function copyTables(copying: Copying): Promise<void> {
  const { client, tables, report } = copying
  requireSelect(tables)
  // The database's own limits are for work that somebody waits for. `transaction_timeout` is unknown before version 17.
  await client.query(`select set_config(name, '0', true) from pg_settings
    where name in ('statement_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout')`)
  const progress = tables.map(({ table, estimatedRows }) => ({ table, copied: 0, total: estimatedRows }))
  const show = () =>
    report({
      phase: 'copying',
      snapshot: { tables: progress.map((table) => ({ ...table })), stored: 0, finishedAt: null },
    })
  show()
  for (const [index, table] of tables.entries()) {
    const shown = progress[index]
    for await (const rows of readRows(table, copying)) {
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

function requireSelect(tables: readonly CatalogueTable[]): void {
  const refused = tables.filter(({ canSelect }) => !canSelect).map(({ table }) => quoteTable(table))
  if (refused.length === 0) return
  throw new CaptureError(
    'insufficient-privilege',
    `the user may not read all tables; somebody who may runs: grant select on ${refused.join(', ')} to USER;`,
  )
}

async function* readRows(
  table: CatalogueTable,
  { client, signal, generatedColumns = 'all' }: Copying,
): AsyncGenerator<string[]> {
  await client.query(`declare vigie_copy no scroll cursor for ${selectRows(table, generatedColumns)}`)
  let count = firstChunkRows
  for (;;) {
    signal.throwIfAborted()
    const { rows } = await client.query<{ row: string }>(`fetch ${count} from vigie_copy`)
    if (rows.length === 0) break
    yield rows.map(({ row }) => row)
    const bytes = rows.reduce((sum, { row }) => sum + row.length, 0)
    count = nextRowCount({ rows: rows.length, bytes }, { targetBytes: chunkBytes, max: maxChunkRows })
  }
  await client.query('close vigie_copy')
}

function selectRows(table: CatalogueTable, generated: NonNullable<Copying['generatedColumns']>): string {
  const columns = table.columns
    .filter((column) => column.generated === null || generated === 'all' || column.generated === generated)
    .map(({ name }) => `source.${pg.escapeIdentifier(name)}`)
  const order = table.key.map((column) => `source.${pg.escapeIdentifier(column)}`)
  const rows = `select ${columns.join(', ')} from ${onlyTable(table)} source`
  return `select row_to_json(t)::text as row from (${rows}${order.length > 0 ? ` order by ${order.join(', ')}` : ''}) t`
}
