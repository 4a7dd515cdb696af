import { parseRow } from '../ingest/cdc/parse-row.ts'
import type { Row, RowChange } from '../ingest/cdc/row-change.ts'
import { application } from './captured-database.ts'

/** Rows of tables, by table and key, as text. A column that is null is left out: it may have been added later. */
export type HeldRows = Map<string, Map<string, string>>

const textOf = (row: Row) => JSON.stringify(row, (_column, value: unknown) => value ?? undefined)

/**
 * What the tables hold after these changes. Each change must fit what is there: a row that is changed must be what it was
 * said to be before. So, where each version of a row is unlike all others, a change that is missing, doubled, out of order
 * or was never committed is found out.
 *
 * @throws when a change does not fit.
 */
export function replayChanges(changes: readonly RowChange[]): HeldRows {
  const tables: HeldRows = new Map()
  for (const change of changes) {
    const name = `${change.schema}.${change.table}`
    const rows = tables.get(name) ?? new Map<string, string>()
    tables.set(name, rows)
    apply(change, rows)
  }
  return tables
}

function apply({ id, op, key, before, after }: RowChange, rows: Map<string, string>): void {
  if (op === 'truncate') return rows.clear()
  const place = JSON.stringify(key)
  const expected = before ? textOf(before) : undefined
  if (rows.get(place) !== expected) throw new Error(`${id}: ${op} of ${place} does not fit ${rows.get(place)}`)
  rows.delete(place)
  if (after) rows.set(JSON.stringify(placeOf(key, after)), textOf(after))
}

/** The key after the change. */
function placeOf(key: Row | null, after: Row): Row {
  return Object.fromEntries(Object.keys(key ?? {}).map((column) => [column, after[column]]))
}

/** Whether the changes of each transaction stand together. */
export function areTransactionsWhole(changes: readonly RowChange[]): boolean {
  const transactions = changes.filter(({ backfill }) => !backfill).map(({ place }) => String(place['transaction']))
  const runs = transactions.filter((transaction, index) => transaction !== transactions[index - 1])
  return new Set(runs).size === runs.length
}

/** Every row of these tables as it is now. */
export async function readTables(url: string, keys: Readonly<Record<string, readonly string[]>>): Promise<HeldRows> {
  await using client = await application(url)
  const held: HeldRows = new Map()
  for (const [table, key] of Object.entries(keys)) {
    const { rows } = await client.query<{ row: string }>(`select row_to_json(t)::text as row from ${table} t`)
    const parsed = rows.map((found) => parseRow(found.row).row)
    const placeIn = (row: Row) => JSON.stringify(Object.fromEntries(key.map((column) => [column, row[column]])))
    held.set(table, new Map(parsed.map((row) => [placeIn(row), textOf(row)])))
  }
  return held
}
