import type { Client } from 'pg'
import type { PollConfig, PolledTable } from '#contract/database.ts'
import type { CaptureContext } from '../cdc/capture.ts'
import { nextRowCount } from '../cdc/chunk-size.ts'
import type { Limits } from '../cdc/limited-query.ts'
import { ask, inTransaction } from '../cdc/limited-query.ts'
import { parseRow } from '../cdc/parse-row.ts'
import type { Row, RowChange } from '../cdc/row-change.ts'
import { splitTableName } from '../cdc/table-catalogue.ts'
import { dayOf, forgetSettled, notePassed, settledCursor } from './passed-cursors.ts'
import type { ReadPosition } from './poll-position.ts'
import { digest } from './poll-position.ts'
import type { Bounds, PolledQuery } from './polled-query.ts'
import { describeQuery, greatestCursorSql, isMoment, overlapMsOf, pageSql, placelessSql } from './polled-query.ts'
import type { RowStates } from './row-states.ts'

/*
 * One reading: all rows from a little before the last cursor on, page by page. Each page is read in a short transaction
 * that writes nothing and is over before the page is stored: nobody's vacuum waits for our log, and a reading that was
 * interrupted goes on behind its last page.
 *
 * Nothing that was committed before the reading began is left out: what stands behind a page is read later. What is
 * committed later, with a cursor that has been passed already, is found by the next reading, which begins `overlap` before
 * the greatest cursor that there was when this one began, however long this one took. What is known for long is not asked
 * for again (passed-cursors.ts), unless the greatest cursor has become less: then the table has been filled anew.
 */

export interface PageSize {
  rows: number
  bytes: number
}

export interface Reading extends Pick<CaptureContext<PollConfig>, 'config' | 'sink' | 'memory' | 'clock'> {
  client: Client
  limits: Limits
  page: PageSize
  states: RowStates
  position: ReadPosition | null
  remember: (position: ReadPosition) => Promise<void>
}

export interface ReadOutcome {
  /** When the newest change was found, epoch ms; null when there was none. */
  changedAt: number | null
  /** There are rows without a cursor or a key, which are never found. */
  hasPlaceless: boolean
}

interface PolledRow {
  row: string
  cursor: string
  key: string[]
}

/** @throws CaptureError that names the reading. */
export async function readPolled(polled: PolledTable, reading: Reading): Promise<ReadOutcome> {
  const { clock, sink, remember, page, states } = reading
  const begunAt = clock.now()
  const { query, hasPlaceless, greatest } = await look(polled, reading)
  let position = beginReading(greatest, reading)
  // A later start would skip more than was there at the first one.
  if (reading.position === null) await remember(position)
  const isWhole = position.under?.after == null
  states.beginReading()
  let changedAt: number | null = null
  let limit = Math.min(100, page.rows)
  for (;;) {
    const readAt = clock.now()
    const rows = await readOnly<PolledRow>(reading, pageSql(query, boundsOf(position, query), limit))
    const last = rows.at(-1)
    if (!last || !position.under) break
    const changes = changesOf(rows, { polled, readAt, reading, backfill: !position.isBegun })
    // Ahead of the store: after a crash between the two a return has the id that it has now.
    if (states.takeNews()) await remember({ ...position, changed: states.changed })
    if (changes.length > 0) {
      await sink.store(changes, { endsTransaction: true })
      changedAt = readAt
    }
    for (const { key } of rows) states.stored(keyDigest(key))
    position = {
      ...position,
      changed: states.changed,
      under: { ...position.under, after: { cursor: last.cursor, key: last.key } },
    }
    // Overlaps that hold nothing new are most of what is read, and reading them again costs less than remembering.
    if (changes.length > 0) await remember(position)
    const bytes = rows.reduce((sum, { row }) => sum + row.length, 0)
    limit = nextRowCount({ rows: rows.length, bytes }, { targetBytes: page.bytes, max: page.rows })
  }
  if (isWhole) states.endWholeReading()
  const ended = endReading(position, { begunAt, endedAt: clock.now(), overlapMs: overlapMsOf(query) })
  await remember({ ...ended, changed: states.changed })
  return { changedAt, hasPlaceless }
}

interface Greatest {
  cursor: string | null
  /** Than it was when the last complete reading began. */
  isLess: boolean
}

interface Looked {
  query: PolledQuery
  hasPlaceless: boolean
  greatest: Greatest
}

async function look(polled: PolledTable, { client, limits, position }: Reading): Promise<Looked> {
  return inTransaction(client, { mode: readOnlyMode, ...limits }, async () => {
    const query = await describeQuery(client, polled, limits)
    const [greatest] = await ask<Greatest & Row>(client, greatestCursorSql(query, position?.cursor ?? null), limits)
    const [placeless] = await ask<{ areThere: boolean }>(client, { text: placelessSql(query) }, limits)
    return {
      query,
      greatest: { cursor: greatest?.cursor ?? null, isLess: greatest?.isLess ?? false },
      hasPlaceless: placeless?.areThere ?? false,
    }
  })
}

function beginReading({ cursor, isLess }: Greatest, { config, position }: Reading): ReadPosition {
  const known = position && isLess ? { ...position, passed: [] } : position
  if (known?.under) return known
  const under = { cursor, after: null }
  if (known) return { ...known, under }
  const unread = { cursor: null, under, changed: [], passed: [], readAt: 0 }
  if (config.snapshot) return { ...unread, isBegun: false, skippedTo: null }
  return { ...unread, isBegun: true, skippedTo: cursor }
}

function endReading(
  position: ReadPosition,
  { begunAt, endedAt, overlapMs }: { begunAt: number; endedAt: number; overlapMs: number | null },
): ReadPosition {
  const cursor = position.under?.cursor ?? position.cursor
  const readAt = dayOf(begunAt)
  const passed = cursor === null ? position.passed : notePassed(position.passed, cursor, endedAt)
  const kept = forgetSettled(passed, { readAt, overlapMs })
  return { ...position, cursor, under: null, isBegun: true, passed: kept, readAt }
}

function boundsOf({ cursor, skippedTo, under, passed, readAt }: ReadPosition, query: PolledQuery): Bounds {
  const { overlap } = query.polled
  const settled = settledCursor(passed, { readAt, overlapMs: overlapMsOf(query) })
  const isStrict = settled !== null && isMoment(query, settled)
  return {
    after: under?.after ?? null,
    since: cursor === null ? null : { cursor, overlap },
    from: isStrict ? null : settled,
    beyond: [skippedTo, isStrict ? settled : null].filter((each) => each !== null),
  }
}

const readOnlyMode = 'isolation level repeatable read read only'

function readOnly<Result extends object>(
  { client, limits }: Reading,
  statement: { text: string; values: unknown[] },
): Promise<Result[]> {
  return inTransaction(client, { mode: readOnlyMode, ...limits }, () => ask<Result & Row>(client, statement, limits))
}

/**
 * What is not known to be stored, in order. The digest of the row tells a change apart that did not move the cursor, and a
 * number the return to what it was before (row-states.ts).
 */
function changesOf(
  rows: readonly PolledRow[],
  { polled, readAt, reading, backfill }: { polled: PolledTable; readAt: number; reading: Reading; backfill: boolean },
): RowChange[] {
  const { schema, name } = splitTableName(polled.table)
  const prefix = `e${reading.memory.epoch}/poll/${digest(polled.table)}`
  return rows.flatMap(({ row, cursor, key }) => {
    const state = { key: keyDigest(key), digest: digest(row), cursor }
    const number = reading.states.find(state)
    if (number === null) return []
    const id = `${prefix}/${state.key}/${state.digest}${number > 0 ? `/${number}` : ''}`
    const { row: after, omitted } = parseRow(row)
    return {
      id,
      op: 'read' as const,
      schema,
      table: name,
      key: Object.fromEntries(polled.key.map((column) => [column, after[column] ?? null])),
      before: null,
      after,
      kept: [],
      omitted,
      committedAt: readAt,
      place: { cursor },
      backfill,
    }
  })
}

function keyDigest(key: readonly string[]): string {
  return digest(JSON.stringify(key))
}
