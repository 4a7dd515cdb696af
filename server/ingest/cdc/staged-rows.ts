import type { Pool } from 'pg'
import { deletedAtOnce } from './drop-staged-rows.ts'

/* Rows of the table in which a copy stands until it is in the log: see snapshot-stage.ts. */

export interface StagedRow {
  ordinal: number
  table: string
  key: readonly string[]
  json: string
  joinedBy: string | null
}

interface InsertedRows {
  source: string
  after: number
  table: string
  key: readonly string[]
  set: number | null
  rows: readonly { json: string; joinedBy: string | null }[]
}

export async function insertRows(pool: Pool, { source, after, table, key, set, rows }: InsertedRows): Promise<void> {
  await pool.query({
    name: 'insert-staged-rows',
    text: `insert into staged_rows (source, ordinal, "table", key_columns, "row", joined_set, joined_by)
      select $1, $2::bigint + place, $3, $4::text[], "row"::json, $5, joined_by
      from unnest($6::text[], $7::text[]) with ordinality copied ("row", joined_by, place)`,
    values: [source, after, table, key, set, rows.map(({ json }) => json), rows.map(({ joinedBy }) => joinedBy)],
  })
}

type SelectedRow = Omit<StagedRow, 'ordinal'> & { ordinal: string }

const selected = `select ordinal, "table", key_columns as key, "row"::text as json, joined_by as "joinedBy" from staged_rows`

function toStaged(rows: readonly SelectedRow[]): StagedRow[] {
  return rows.map((row) => ({ ...row, ordinal: Number(row.ordinal) }))
}

interface Wanted {
  source: string
  /** Ordinal of the last one before. */
  after: number
  /** Of the last one. */
  to: number
  limit: number
}

export async function readRows(pool: Pool, { source, after, to, limit }: Wanted): Promise<StagedRow[]> {
  const { rows } = await pool.query<SelectedRow>({
    name: 'read-staged-rows',
    text: `${selected} where source = $1 and ordinal > $2 and ordinal <= $3 order by ordinal limit $4`,
    values: [source, after, to, limit],
  })
  return toStaged(rows)
}

/** Those of no set. */
export async function readSingleRows(pool: Pool, { source, after, to, limit }: Wanted): Promise<StagedRow[]> {
  const { rows } = await pool.query<SelectedRow>({
    name: 'read-single-staged-rows',
    // In the order of the index, which says by itself what is null.
    text: `${selected} where source = $1 and joined_set is null and joined_by is null
      and ordinal > $2 and ordinal <= $3 order by source, joined_set, joined_by, ordinal limit $4`,
    values: [source, after, to, limit],
  })
  return toStaged(rows)
}

export async function readJoinedRows(
  pool: Pool,
  { source, set, after, to, limit }: Omit<Wanted, 'after'> & { set: number; after: StagedRow | undefined },
): Promise<StagedRow[]> {
  const { rows } = await pool.query<SelectedRow>({
    name: 'read-joined-staged-rows',
    text: `${selected} where source = $1 and joined_set = $2 and (joined_by, ordinal) > ($3, $4)
      and ordinal <= $5 order by joined_by, ordinal limit $6`,
    values: [source, set, after?.joinedBy ?? '', after?.ordinal ?? 0, to, limit],
  })
  return toStaged(rows)
}

/** Some of a set. @returns how many there were. */
export async function deleteSet(pool: Pool, { source, set }: { source: string; set: number }): Promise<number> {
  const { rowCount } = await pool.query({
    name: 'delete-staged-set',
    text: `delete from staged_rows where source = $1 and ordinal in (
      select ordinal from staged_rows where source = $1 and joined_set = $2 limit $3)`,
    values: [source, set, deletedAtOnce],
  })
  return rowCount ?? 0
}

/** @returns how many there were. */
export async function deleteRows(
  pool: Pool,
  { source, from, to = Number.MAX_SAFE_INTEGER, limit }: { source: string; from: number; to?: number; limit: number },
): Promise<number> {
  const { rowCount } = await pool.query({
    name: 'delete-staged-rows',
    text: `delete from staged_rows where source = $1 and ordinal in (
      select ordinal from staged_rows where source = $1 and ordinal between $2 and $3 order by ordinal limit $4)`,
    values: [source, from, to, limit],
  })
  return rowCount ?? 0
}

export async function deleteSingleRows(pool: Pool, { source, rows }: { source: string; rows: readonly StagedRow[] }) {
  await pool.query({
    name: 'delete-single-staged-rows',
    text: 'delete from staged_rows where source = $1 and ordinal = any ($2::bigint[])',
    values: [source, rows.map(({ ordinal }) => ordinal)],
  })
}
