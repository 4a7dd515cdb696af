import { isDeepStrictEqual } from 'node:util'
import type { Pool } from 'pg'
import * as z from 'zod'
import type { Clock } from '../../runtime/clock.ts'
import type { CaptureMemory, ChangeSink, SnapshotStage } from './capture.ts'
import { nextRowCount } from './chunk-size.ts'
import { deletedAtOnce } from './drop-staged-rows.ts'
import type { JoinedTables } from './joined-tables.ts'
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
 *
 * Rows that mean something only together, as an order and its lines do, are staged with what they have in common and
 * handed over group by group: however many there are, no more than those of a group need to be held.
 */

interface StageOptions {
  pool: Pool
  source: string
  memory: CaptureMemory
  sink: Pick<ChangeSink, 'store'>
  clock: Clock
  signal: AbortSignal
  /** Of their rows none is dropped before the last is stored. */
  joined: readonly JoinedTables[]
}

const setSchema = z.object({
  /** By table, the columns that its rows are joined by. */
  columns: z.record(z.string(), z.array(z.string())),
  /** The least ordinal of its rows. */
  first: z.int(),
})

const markSchema = z.object({
  epoch: z.int(),
  takenAt: z.number(),
  rows: z.int(),
  tables: z.array(z.object({ table: z.string(), rows: z.int() })),
  /** Those that have rows, under their number. */
  sets: z.record(z.string(), setSchema).default({}),
})
type Mark = z.infer<typeof markSchema>

interface StagedRow {
  ordinal: number
  table: string
  key: readonly string[]
  json: string
  joinedBy: string | null
}

const chunkBytes = 1024 * 1024
const maxChunkRows = 1000

export class StagedSnapshot implements SnapshotStage {
  readonly #options: StageOptions
  /** Those whose groups can be told. */
  readonly #sets: readonly { columns: Record<string, string[]> }[]
  #rows = 0
  readonly #tables = new Map<string, number>()
  /** By number of the set. */
  readonly #firstOfSet = new Map<number, number>()

  constructor(options: StageOptions) {
    this.#options = options
    this.#sets = options.joined.flatMap((set) => columnsOf(set) ?? [])
  }

  async clear(): Promise<void> {
    const { pool, source } = this.#options
    if (await this.isFinished()) throw new Error('a whole copy is not dropped but by a new beginning')
    while ((await deleteRows(pool, { source, from: 0, limit: deletedAtOnce })) > 0)
      this.#options.signal.throwIfAborted()
    this.#rows = 0
    this.#tables.clear()
    this.#firstOfSet.clear()
  }

  async add(rows: readonly { table: string; key: readonly string[]; json: string }[]): Promise<void> {
    for (const run of runsOfOneTable(rows)) {
      const { table, key } = run[0]
      const set = this.#sets.findIndex(({ columns }) => Object.hasOwn(columns, table))
      await insertRows(this.#options.pool, {
        source: this.#options.source,
        after: this.#rows,
        table,
        key,
        joined: set === -1 ? null : { set, columns: this.#sets[set]?.columns[table] ?? [] },
        rows: run.map(({ json }) => json),
      })
      if (set !== -1 && !this.#firstOfSet.has(set)) this.#firstOfSet.set(set, this.#rows + 1)
      this.#rows += run.length
      this.#tables.set(table, (this.#tables.get(table) ?? 0) + run.length)
    }
  }

  async finish(takenAt: number): Promise<void> {
    const { pool, source, memory } = this.#options
    const tables = [...this.#tables].map(([table, rows]) => ({ table, rows }))
    const sets = Object.fromEntries(
      [...this.#firstOfSet].map(([set, first]) => [String(set), { columns: this.#sets[set]?.columns ?? {}, first }]),
    )
    await insertMark(pool, { source, mark: { epoch: memory.epoch, takenAt, rows: this.#rows, tables, sets } })
  }

  async isFinished(): Promise<boolean> {
    return (await this.#readMark()) !== null
  }

  async store(until?: AbortSignal): Promise<void> {
    const { memory, clock, pool, source, signal } = this.#options
    const mark = await this.#readMark()
    if (!mark) throw new Error('a copy is stored after it is whole')
    const tables = mark.tables.map(({ table, rows }) => ({ table, copied: rows, total: rows }))
    const report = (stored: number, finishedAt: number | null) =>
      memory.report({ phase: 'storing', snapshot: { tables, stored, finishedAt } })
    let stored = mark.rows - (await countRows(pool, source))
    const progress = (rows: number) => {
      until?.throwIfAborted()
      report(stored, null)
      stored += rows
    }
    if (this.#isGrouped(mark)) await this.#storeByGroup(mark, progress)
    else await this.#storeInOrder(mark, progress)
    while ((await deleteRows(pool, { source, from: 1, limit: deletedAtOnce })) > 0) signal.throwIfAborted()
    report(mark.rows, clock.now())
  }

  /** Somebody may have said since, or another version may have staged them, that other rows belong together. */
  #isGrouped({ sets, tables }: Mark): boolean {
    const { joined } = this.#options
    if (joined.length === 0 || this.#sets.length < joined.length) return false
    const staged = Object.values(sets).map(({ columns }) => columns)
    const copied = this.#sets.filter(({ columns }) => tables.some(({ table }) => Object.hasOwn(columns, table)))
    return copied.length === staged.length && copied.every(({ columns }, n) => isDeepStrictEqual(columns, staged[n]))
  }

  /** Row after row; where rows belong together, all as one transaction. */
  async #storeInOrder(mark: Mark, progress: (rows: number) => void): Promise<void> {
    const { joined, sink, pool, source } = this.#options
    const isOneTransaction = joined.length > 0
    for await (const chunk of this.#chunks((after, limit) =>
      readRows(pool, { source, after: after?.ordinal ?? 0, to: mark.rows, limit }),
    )) {
      progress(chunk.length)
      const last = chunk.at(-1)?.ordinal ?? 0
      await sink.store(toChanges(chunk, mark), { endsTransaction: !isOneTransaction || last === mark.rows })
      if (!isOneTransaction) await deleteRows(pool, { source, from: 1, to: last, limit: chunk.length })
    }
  }

  /** Sets of tables that are joined come where the first of their rows stands, all others in their order around them. */
  async #storeByGroup(mark: Mark, progress: (rows: number) => void): Promise<void> {
    const { sink, pool, source } = this.#options
    const sets = Object.entries(mark.sets).toSorted(([, a], [, b]) => a.first - b.first)
    let from = 0
    for (const [set, to] of [
      ...sets.map(([set, { first }]) => [Number(set), first] as const),
      [null, mark.rows] as const,
    ]) {
      for await (const chunk of this.#chunks((after, limit) =>
        readSingleRows(pool, { source, after: after?.ordinal ?? from, to, limit }),
      )) {
        progress(chunk.length)
        await sink.store(toChanges(chunk, mark), { endsTransaction: true })
      }
      from = to
      if (set !== null) await this.#storeSet(mark, set, progress)
    }
  }

  async #storeSet(mark: Mark, set: number, progress: (rows: number) => void): Promise<void> {
    const { sink, pool, source } = this.#options
    for await (const chunk of this.#chunks((after, limit) => readJoinedRows(pool, { source, set, after, limit }))) {
      progress(chunk.length)
      // Of the last group more may follow.
      const open = chunk.findIndex(({ joinedBy }) => joinedBy === chunk.at(-1)?.joinedBy)
      if (open > 0) await sink.store(toChanges(chunk.slice(0, open), mark), { endsTransaction: true })
      await sink.store(toChanges(chunk.slice(open), mark), { endsTransaction: false })
    }
    await sink.store([], { endsTransaction: true })
  }

  async #readMark(): Promise<Mark | null> {
    const { pool, source, memory } = this.#options
    const mark = await readMark(pool, source)
    return mark?.epoch === memory.epoch ? mark : null
  }

  async *#chunks(
    read: (after: StagedRow | undefined, limit: number) => Promise<StagedRow[]>,
  ): AsyncGenerator<StagedRow[]> {
    let last: StagedRow | undefined
    let limit = 100
    for (;;) {
      this.#options.signal.throwIfAborted()
      const chunk = await read(last, limit)
      if (chunk.length === 0) return
      yield chunk
      last = chunk.at(-1)
      const bytes = chunk.reduce((sum, { json }) => sum + json.length, 0)
      limit = nextRowCount({ rows: chunk.length, bytes }, { targetBytes: chunkBytes, max: maxChunkRows })
    }
  }
}

/** @returns null where the groups of a set cannot be told. */
function columnsOf(set: JoinedTables): { columns: Record<string, string[]> } | null {
  const columns = [...set].flatMap(([table, names]): [string, string[]][] =>
    names === null ? [] : [[table, [...names]]],
  )
  return columns.length === set.size ? { columns: Object.fromEntries(columns) } : null
}

function toChanges(rows: readonly StagedRow[], mark: Mark): RowChange[] {
  return rows.map((row) => toChange(row, mark))
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

interface InsertedRows {
  source: string
  after: number
  table: string
  key: readonly string[]
  joined: { set: number; columns: readonly string[] } | null
  rows: readonly string[]
}

async function insertRows(pool: Pool, { source, after, table, key, joined, rows }: InsertedRows): Promise<void> {
  // A row that lacks one of the columns belongs to no other one, and is a group by itself. An index takes no long values.
  await pool.query({
    name: 'insert-staged-rows',
    text: `insert into staged_rows (source, ordinal, "table", key_columns, "row", joined_set, joined_by)
      select $1, $2::bigint + place, $3, $4::text[], "row"::json, $6,
        case when $6::int is not null then coalesce(left(common, 200) || md5(common), 'row ' || $2::bigint + place) end
      from unnest($5::text[]) with ordinality copied ("row", place)
        left join lateral (
          select case when bool_and("row"::json ->> name is not null) then json_agg("row"::json ->> name order by n)::text end
          from unnest($7::text[]) with ordinality as by (name, n)
        ) as joined (common) on true`,
    values: [source, after, table, key, rows, joined?.set ?? null, joined?.columns ?? null],
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

async function readRows(pool: Pool, { source, after, to, limit }: Wanted): Promise<StagedRow[]> {
  const { rows } = await pool.query<SelectedRow>({
    name: 'read-staged-rows',
    text: `${selected} where source = $1 and ordinal > $2 and ordinal <= $3 order by ordinal limit $4`,
    values: [source, after, to, limit],
  })
  return toStaged(rows)
}

/** Those of no set. */
async function readSingleRows(pool: Pool, { source, after, to, limit }: Wanted): Promise<StagedRow[]> {
  const { rows } = await pool.query<SelectedRow>({
    name: 'read-single-staged-rows',
    text: `${selected} where source = $1 and joined_set is null and joined_by is null
      and ordinal > $2 and ordinal <= $3 and ordinal > 0 order by ordinal limit $4`,
    values: [source, after, to, limit],
  })
  return toStaged(rows)
}

async function readJoinedRows(
  pool: Pool,
  { source, set, after, limit }: { source: string; set: number; after: StagedRow | undefined; limit: number },
): Promise<StagedRow[]> {
  const { rows } = await pool.query<SelectedRow>({
    name: 'read-joined-staged-rows',
    text: `${selected} where source = $1 and joined_set = $2 and (joined_by, ordinal) > ($3, $4)
      order by joined_by, ordinal limit $5`,
    values: [source, set, after?.joinedBy ?? '', after?.ordinal ?? 0, limit],
  })
  return toStaged(rows)
}

async function countRows(pool: Pool, source: string): Promise<number> {
  const { rows } = await pool.query<{ count: string }>({
    name: 'count-staged-rows',
    text: 'select count(*) as count from staged_rows where source = $1 and ordinal > 0',
    values: [source],
  })
  return Number(rows[0]?.count)
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
