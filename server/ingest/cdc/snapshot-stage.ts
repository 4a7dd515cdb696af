import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { Pool } from 'pg'
import * as z from 'zod'
import type { Clock } from '../../runtime/clock.ts'
import type { CaptureMemory, ChangeSink, SnapshotStage } from './capture.ts'
import { nextRowCount } from './chunk-size.ts'
import { deletedAtOnce } from './drop-staged-rows.ts'
import { valuesOf } from './join-lines.ts'
import type { JoinedTables } from './joined-tables.ts'
import { parseRow } from './parse-row.ts'
import type { RowChange } from './row-change.ts'
import type { StagedRow } from './staged-rows.ts'
import {
  deleteRows,
  deleteSet,
  deleteSingleRows,
  insertRows,
  readJoinedRows,
  readRows,
  readSingleRows,
} from './staged-rows.ts'
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
 * Rows that mean something only together, as those of orders and of their lines do, are staged with what they have in common
 * and handed over group by group: however many there are, no more than a few groups need to be held.
 */

interface StageOptions {
  pool: Pool
  source: string
  memory: CaptureMemory
  sink: Pick<ChangeSink, 'store'>
  clock: Clock
  signal: AbortSignal
  /** Tables whose rows mean something only together. */
  joined: readonly JoinedTables[]
}

const setSchema = z.object({
  set: z.int(),
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
  /** Those that have rows, in the order of their first. */
  sets: z.array(setSchema).default([]),
})
type Mark = z.infer<typeof markSchema>

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
      const columns = this.#sets[set]?.columns[table]
      await insertRows(this.#options.pool, {
        source: this.#options.source,
        after: this.#rows,
        table,
        key,
        set: columns === undefined ? null : set,
        rows: run.map(({ json }, index) => ({
          json,
          joinedBy: columns === undefined ? null : groupOf(json, columns, this.#rows + index + 1),
        })),
      })
      if (set !== -1 && !this.#firstOfSet.has(set)) this.#firstOfSet.set(set, this.#rows + 1)
      this.#rows += run.length
      this.#tables.set(table, (this.#tables.get(table) ?? 0) + run.length)
    }
  }

  async finish(takenAt: number): Promise<void> {
    const { pool, source, memory } = this.#options
    const tables = [...this.#tables].map(([table, rows]) => ({ table, rows }))
    const sets = [...this.#firstOfSet].map(([set, first]) => ({ set, columns: this.#sets[set]?.columns ?? {}, first }))
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
    const progress = (stored: number) => {
      until?.throwIfAborted()
      report(stored, null)
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
    const copied = this.#sets.filter(({ columns }) => tables.some(({ table }) => Object.hasOwn(columns, table)))
    const isStaged = (set: { columns: unknown }) => sets.some(({ columns }) => isDeepStrictEqual(columns, set.columns))
    return copied.length === sets.length && copied.every(isStaged)
  }

  /** Row after row; where rows belong together, all as one transaction. */
  async #storeInOrder(mark: Mark, progress: (stored: number) => void): Promise<void> {
    const { joined, sink, pool, source } = this.#options
    const isOneTransaction = joined.length > 0
    for await (const chunk of this.#chunks((after, limit) =>
      readRows(pool, { source, after: after?.ordinal ?? 0, to: mark.rows, limit }),
    )) {
      const last = chunk.at(-1)?.ordinal ?? 0
      progress(last - chunk.length)
      await sink.store(toChanges(chunk, mark), { endsTransaction: !isOneTransaction || last === mark.rows })
      if (!isOneTransaction) await deleteRows(pool, { source, from: 1, to: last, limit: chunk.length })
    }
  }

  /**
   * Sets of tables that are joined come where the first of their rows stands, all others in their order around them. What is in the
   * log is dropped at once, of a set when all of it is.
   */
  async #storeByGroup(mark: Mark, progress: (stored: number) => void): Promise<void> {
    let stored = 0
    const count = (rows: number) => {
      progress(stored)
      stored += rows
    }
    let from = 0
    for (const { set, first } of mark.sets) {
      await this.#storeSingles(mark, { from, to: first }, count)
      await this.#storeSet(mark, set, count)
      from = first
    }
    await this.#storeSingles(mark, { from, to: mark.rows }, count)
  }

  /** @param stretch ordinals: after `from`, up to `to`. */
  async #storeSingles(mark: Mark, stretch: { from: number; to: number }, count: (rows: number) => void): Promise<void> {
    const { sink, pool, source } = this.#options
    const { to } = stretch
    for await (const chunk of this.#chunks((after, limit) =>
      readSingleRows(pool, { source, after: after?.ordinal ?? stretch.from, to, limit }),
    )) {
      count(chunk.length)
      await sink.store(toChanges(chunk, mark), { endsTransaction: true })
      await deleteSingleRows(pool, { source, rows: chunk })
    }
  }

  /** A transaction ends where the last group of a chunk begins: of that one more may follow. */
  async #storeSet(mark: Mark, set: number, count: (rows: number) => void): Promise<void> {
    const { sink, pool, source, signal } = this.#options
    let open: string | null = null
    for await (const chunk of this.#chunks((after, limit) =>
      readJoinedRows(pool, { source, set, after, to: mark.rows, limit }),
    )) {
      count(chunk.length)
      const last: string | null = chunk.at(-1)?.joinedBy ?? null
      const begins = chunk.findIndex(({ joinedBy }) => joinedBy === last)
      if (last !== open) await sink.store(toChanges(chunk.slice(0, begins), mark), { endsTransaction: true })
      await sink.store(toChanges(chunk.slice(begins), mark), { endsTransaction: false })
      open = last
    }
    await sink.store([], { endsTransaction: true })
    while ((await deleteSet(pool, { source, set })) > 0) signal.throwIfAborted()
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

/** An index takes no long values. */
const longestGroup = 200

/** @returns what a row has in common with those that belong to it; where it lacks a column it is a group by itself. */
function groupOf(json: string, columns: readonly string[], ordinal: number): string {
  const values = valuesOf(parseRow(json).row, columns)
  if (values === null) return `row ${ordinal}`
  return values.length <= longestGroup ? values : createHash('sha256').update(values).digest('base64url')
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
