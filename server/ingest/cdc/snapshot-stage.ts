import type { Pool } from 'pg'
import * as z from 'zod'
import type { Clock } from '../../runtime/clock.ts'
import type { CaptureMemory, ChangeSink, SnapshotStage } from './capture.ts'
import { nextRowCount } from './chunk-size.ts'
import { deletedAtOnce } from './drop-staged-rows.ts'
import { parseRow } from './parse-row.ts'
import type { RowChange } from './row-change.ts'
import { splitTableName } from './table-catalogue.ts'

/*
 * Staged rows stand under the ordinals 1, 2, 3, … of their source. Under the ordinal 0 stands the mark that the copy is
 * whole: its epoch, its moment, and how many rows there were. What is true at every moment, whatever crashes:
 *
 *   no mark of this epoch   no row of this epoch is in the log: the copy may begin anew
 *   a mark of this epoch    rows that are gone are in the log, all others are still to store
 *
 * So the mark stays when the last row is gone, and only a new epoch outdates it: if it went, a second copy would give other
 * rows the ids of those in the log. Rows past the mark's number belong to nobody.
 */

interface StageOptions {
  pool: Pool
  source: string
  memory: CaptureMemory
  sink: Pick<ChangeSink, 'store'>
  clock: Clock
  signal: AbortSignal
  /**
   * Rows mean something only together, as an order and its lines do: all of them are handed over as one transaction, and
   * none is dropped before the last is stored.
   */
  isOneTransaction: boolean
}

const markSchema = z.object({
  epoch: z.int(),
  takenAt: z.number(),
  rows: z.int(),
  tables: z.array(z.object({ table: z.string(), rows: z.int() })),
})
type Mark = z.infer<typeof markSchema>

interface StagedRow {
  ordinal: number
  table: string
  key: readonly string[]
  json: string
}

const chunkBytes = 1024 * 1024
const maxChunkRows = 1000

export class StagedSnapshot implements SnapshotStage {
  readonly #options: StageOptions
  #rows = 0
  readonly #tables = new Map<string, number>()

  constructor(options: StageOptions) {
    this.#options = options
  }

  async clear(): Promise<void> {
    const { pool, source } = this.#options
    if (await this.isFinished()) throw new Error('a whole copy is not dropped but by a new beginning')
    while ((await deleteRows(pool, { source, from: 0, limit: deletedAtOnce })) > 0)
      this.#options.signal.throwIfAborted()
    this.#rows = 0
    this.#tables.clear()
  }

  async add(rows: readonly { table: string; key: readonly string[]; json: string }[]): Promise<void> {
    for (const run of runsOfOneTable(rows)) {
      const { table, key } = run[0]
      await insertRows(this.#options.pool, {
        source: this.#options.source,
        after: this.#rows,
        table,
        key,
        rows: run.map(({ json }) => json),
      })
      this.#rows += run.length
      this.#tables.set(table, (this.#tables.get(table) ?? 0) + run.length)
    }
  }

  async finish(takenAt: number): Promise<void> {
    const { pool, source, memory } = this.#options
    const tables = [...this.#tables].map(([table, rows]) => ({ table, rows }))
    await insertMark(pool, { source, mark: { epoch: memory.epoch, takenAt, rows: this.#rows, tables } })
  }

  async isFinished(): Promise<boolean> {
    return (await this.#readMark()) !== null
  }

  async store(until?: AbortSignal): Promise<void> {
    const { sink, memory, clock, isOneTransaction, pool, source } = this.#options
    const mark = await this.#readMark()
    if (!mark) throw new Error('a copy is stored after it is whole')
    const report = (stored: number, finishedAt: number | null) => {
      const tables = mark.tables.map(({ table, rows }) => ({ table, copied: rows, total: rows }))
      memory.report({ phase: 'storing', snapshot: { tables, stored, finishedAt } })
    }
    for await (const chunk of this.#readChunks(mark)) {
      until?.throwIfAborted()
      const last = chunk.at(-1)?.ordinal ?? 0
      report(last - chunk.length, null)
      const changes = chunk.map((row) => toChange(row, mark))
      await sink.store(changes, { endsTransaction: !isOneTransaction || last === mark.rows })
      if (!isOneTransaction) await deleteRows(pool, { source, from: 1, to: last, limit: chunk.length })
    }
    while ((await deleteRows(pool, { source, from: 1, limit: deletedAtOnce })) > 0)
      this.#options.signal.throwIfAborted()
    report(mark.rows, clock.now())
  }

  async #readMark(): Promise<Mark | null> {
    const { pool, source, memory } = this.#options
    const mark = await readMark(pool, source)
    return mark?.epoch === memory.epoch ? mark : null
  }

  async *#readChunks(mark: Mark): AsyncGenerator<StagedRow[]> {
    const { pool, source, signal } = this.#options
    let after = 0
    let limit = 100
    for (;;) {
      signal.throwIfAborted()
      const chunk = await readRows(pool, { source, after, to: mark.rows, limit })
      const last = chunk.at(-1)
      if (!last) return
      yield chunk
      after = last.ordinal
      const bytes = chunk.reduce((sum, { json }) => sum + json.length, 0)
      limit = nextRowCount({ rows: chunk.length, bytes }, { targetBytes: chunkBytes, max: maxChunkRows })
    }
  }
}

function toChange({ ordinal, table, key, json }: StagedRow, { epoch, takenAt }: Mark): RowChange {
  const { row: after, omitted } = parseRow(json)
  const { schema, name } = splitTableName(table)
  return {
    id: `e${epoch}/snapshot/${table}/${ordinal}`,
    op: 'read',
    schema,
    table: name,
    key: key.length > 0 ? Object.fromEntries(key.map((column) => [column, after[column] ?? null])) : null,
    before: null,
    after,
    kept: [],
    omitted,
    committedAt: takenAt,
    place: { snapshot: epoch, row: ordinal },
    backfill: true,
  }
}

/** Neighbours of one table, together. */
function runsOfOneTable<Item extends { table: string }>(items: readonly Item[]): [Item, ...Item[]][] {
  const runs: [Item, ...Item[]][] = []
  for (const item of items) {
    const run = runs.at(-1)
    if (run?.[0].table === item.table) run.push(item)
    else runs.push([item])
  }
  return runs
}

async function insertRows(
  pool: Pool,
  {
    source,
    after,
    table,
    key,
    rows,
  }: { source: string; after: number; table: string; key: readonly string[]; rows: string[] },
): Promise<void> {
  await pool.query({
    name: 'insert-staged-rows',
    text: `insert into staged_rows (source, ordinal, "table", key_columns, "row")
      select $1, $2::bigint + copied.place, $3, $4::text[], copied."row"::json
      from unnest($5::text[]) with ordinality copied ("row", place)`,
    values: [source, after, table, key, rows],
  })
}

async function insertMark(pool: Pool, { source, mark }: { source: string; mark: Mark }): Promise<void> {
  await pool.query(
    `insert into staged_rows (source, ordinal, "table", key_columns, "row") values ($1, 0, '', '{}', $2)`,
    [source, JSON.stringify(mark)],
  )
}

async function readMark(pool: Pool, source: string): Promise<Mark | null> {
  const { rows } = await pool.query<{ mark: unknown }>({
    name: 'read-staged-mark',
    text: 'select "row" as mark from staged_rows where source = $1 and ordinal = 0',
    values: [source],
  })
  return rows[0] ? markSchema.parse(rows[0].mark) : null
}

async function readRows(
  pool: Pool,
  { source, after, to, limit }: { source: string; after: number; to: number; limit: number },
): Promise<StagedRow[]> {
  const { rows } = await pool.query<Omit<StagedRow, 'ordinal'> & { ordinal: string }>({
    name: 'read-staged-rows',
    text: `select ordinal, "table", key_columns as key, "row"::text as json from staged_rows
      where source = $1 and ordinal > $2 and ordinal <= $3 order by ordinal limit $4`,
    values: [source, after, to, limit],
  })
  return rows.map((row) => ({ ...row, ordinal: Number(row.ordinal) }))
}

/** @returns how many there were. */
async function deleteRows(
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
