import { escapeIdentifier } from 'pg'
import type { Client } from 'pg'
import type { PolledTable } from '#contract/database.ts'
import { CaptureError } from '../cdc/capture.ts'
import { grantsToRead } from '../cdc/grants-to-read.ts'
import type { Limits } from '../cdc/limited-query.ts'
import { ask, describeColumns, isOfRowSecurity, sqlStateOf } from '../cdc/limited-query.ts'
import { quoteTable } from '../cdc/table-catalogue.ts'

/*
 * The question of one reading. What a person wrote stands in a subquery: there PostgreSQL takes nothing but one `select`,
 * and neither several statements nor one that writes, and the transaction is read only besides.
 */

export interface PolledQuery {
  polled: PolledTable
  /** A table expression, in parentheses. */
  from: string
  cursor: CursorKind
  /** As SQL writes the types of the cursor and the columns of the key, in their order. */
  types: readonly string[]
}

/** What the overlap is counted in, and what is ahead of its time. */
type CursorKind = 'timestamptz' | 'timestamp' | 'date' | 'integer' | 'numeric'

const cursorKinds: ReadonlyMap<number, CursorKind> = new Map([
  [1184, 'timestamptz'],
  [1114, 'timestamp'],
  [1082, 'date'],
  [21, 'integer'],
  [23, 'integer'],
  [20, 'integer'],
  [1700, 'numeric'],
])

/**
 * Asks the database what the columns are. Call it in a read-only transaction.
 * @throws CaptureError `table-unknown`, `column-unknown`, `insufficient-privilege` or `query-failed`
 */
export async function describeQuery(client: Client, polled: PolledTable, limits: Limits): Promise<PolledQuery> {
  const from = tableExpression(polled)
  const columns = await describeColumns(client, `select * from ${from} q limit 0`, limits).catch((error: unknown) => {
    throw explain(error, polled, client.user ?? 'USER')
  })
  const wanted = [polled.cursor, ...polled.key]
  const oids = wanted.map((name) => columns.get(name))
  const missing = wanted.filter((_name, index) => oids[index] === undefined)
  if (missing.length > 0) {
    throw new CaptureError('column-unknown', `${polled.table} has no column ${missing.join(', ')}`)
  }
  const cursor = cursorKinds.get(oids[0] ?? 0)
  if (!cursor) {
    throw new CaptureError(
      'column-unknown',
      `${polled.cursor} of ${polled.table} cannot be a cursor; it must be a timestamp, a date or a whole or decimal number`,
    )
  }
  const types = await ask<{ type: string }>(
    client,
    {
      text: 'select format_type(oid, -1) as type from unnest($1::oid[]) with ordinality t (oid, place) order by place',
      values: [oids],
    },
    limits,
  )
  return { polled, from, cursor, types: types.map(({ type }) => type) }
}

/** On lines of its own, so that a comment at its end does not swallow what follows. */
function tableExpression({ table, query }: PolledTable): string {
  if (query === undefined) return `(select * from ${quoteTable(table)})`
  return `(\n${query.replace(/[\s;]+$/, '')}\n)`
}

function explain(error: unknown, { table, query }: PolledTable, user: string): unknown {
  if (query === undefined && sqlStateOf(error) === '42P01') {
    return new CaptureError('table-unknown', `there is no table ${table} in this database`, { cause: error })
  }
  if (isOfRowSecurity(error)) {
    const grants = grantsToRead(user, [{ table, canSelect: true, hidesRows: true }]).map(({ sql }) => sql)
    const orElse = 'or its owner makes a view of the rows that this user may see, which is polled instead'
    const detail = `row-level security hides rows of ${table} from the user ${user}; ${orElse}; or somebody who may runs:\n${grants.join('\n')}`
    return new CaptureError('insufficient-privilege', detail, { cause: error })
  }
  if (query === undefined && sqlStateOf(error) === '42501') {
    const grants = grantsToRead(user, [{ table, canSelect: false, hidesRows: false }]).map(({ sql }) => sql)
    const detail = `the user ${user} may not read ${table}; its owner runs:\n${grants.join('\n')}`
    return new CaptureError('insufficient-privilege', detail, { cause: error })
  }
  if (!(error instanceof CaptureError) || error.code !== 'query-failed') return error
  return new CaptureError('query-failed', `the query for ${table} is not one select: ${error.message}`, {
    cause: error,
  })
}

/** Where in the order of cursor and key a row stands, as texts. */
export interface Place {
  cursor: string
  key: readonly string[]
}

/** What rows a page may hold; all that is given must be so. */
export interface Bounds {
  /** Behind this row. */
  after: Place | null
  since: { cursor: string; overlap: number } | null
  /** With this cursor or a greater one. */
  from: string | null
  /** With a greater cursor than any of these. */
  beyond: readonly string[]
}

/** What the overlap is in time; null where it is counted in steps. */
export function overlapMsOf({ cursor, polled }: PolledQuery): number | null {
  return cursor === 'integer' || cursor === 'numeric' ? null : polled.overlap * 1000
}

/** Cursors with a time zone come in UTC, where the midnights of all places are, to the quarter. */
const quarterHour = / \d\d:(?:00|15|30|45):00(?:[+-]|$)/

/**
 * Whether no more rows come with this cursor once it has long been passed. They may come where it stands for a day, a month or
 * another period, such as midnight or a number that many rows have; a moment is over, and a key belongs to one row.
 *
 * @param at a cursor, as PostgreSQL writes it.
 */
export function isMoment({ cursor, polled }: Pick<PolledQuery, 'cursor' | 'polled'>, at: string): boolean {
  if (polled.key.length === 1 && polled.key[0] === polled.cursor) return true
  return (cursor === 'timestamptz' || cursor === 'timestamp') && !quarterHour.test(at)
}

/** Rows in the order of cursor and key, with where they stand. Those without a cursor or a whole key have no place. */
export function pageSql(query: PolledQuery, bounds: Bounds, limit: number): { text: string; values: unknown[] } {
  const { polled, types } = query
  const { after, since, from, beyond } = bounds
  const order = [polled.cursor, ...polled.key].map((name) => `q.${escapeIdentifier(name)}`)
  const [cursor] = order
  const values: unknown[] = [limit]
  const add = (value: unknown) => `$${values.push(value)}`
  const typed = (value: string, index: number) => `${add(value)}::text::${types[index]}`
  const conditions = order.map((column) => `${column} is not null`)
  if (after) {
    const place = [after.cursor, ...after.key].map(typed)
    // The cursor alone once more: what an index on it can use.
    conditions.push(`${cursor} >= ${place[0]}`, `(${order.join(', ')}) > (${place.join(', ')})`)
  }
  if (since) conditions.push(`${cursor} >= ${overlapStart(query.cursor, typed(since.cursor, 0), add(since.overlap))}`)
  if (from !== null) conditions.push(`${cursor} >= ${typed(from, 0)}`)
  for (const passed of beyond) conditions.push(`${cursor} > ${typed(passed, 0)}`)
  const key = order.slice(1).map((column) => `${column}::text`)
  const text = `select row_to_json(q)::text as row, ${cursor}::text as cursor, array[${key.join(', ')}] as key
    from ${query.from} q where ${conditions.join(' and ')} order by ${order.join(', ')} limit $1`
  return { text, values }
}

function overlapStart(kind: CursorKind, cursor: string, overlap: string): string {
  switch (kind) {
    case 'timestamptz':
    case 'timestamp':
    case 'date':
      return `${cursor} - make_interval(secs => ${overlap}::float8)`
    case 'integer':
      // Of the same kind as the column, or no index would be used; as int8 nothing can be out of its range.
      return `(${cursor}::int8 - ceil(${overlap}::numeric)::int8)`
    case 'numeric':
      return `${cursor} - ${overlap}::numeric`
  }
}

/**
 * The greatest cursor, null when there is none, and whether it is less than the one that was the greatest before. A time that
 * is yet to come, as a slip of the keyboard makes one, does not count: it would hide everything that is written until then.
 * Without a time zone it may be that of any place on Earth.
 */
export function greatestCursorSql(
  { polled, from, cursor, types }: PolledQuery,
  before: string | null,
): { text: string; values: unknown[] } {
  const greatest = `max(q.${escapeIdentifier(polled.cursor)})`
  const limits = { timestamptz: 'now()', timestamp: `now() + interval '1 day'`, date: `now() + interval '1 day'` }
  const counted =
    cursor === 'integer' || cursor === 'numeric' ? greatest : `least(${greatest}, (${limits[cursor]})::${cursor})`
  const text = `select case when ${greatest} is not null then (${counted})::text end as cursor,
      coalesce(${greatest} is not null and ${counted} < $1::text::${types[0]}, false) as "isLess" from ${from} q`
  return { text, values: [before] }
}

/** Whether there are rows that no reading ever finds. */
export function placelessSql({ polled, from }: PolledQuery): string {
  const columns = [polled.cursor, ...polled.key].map((name) => `q.${escapeIdentifier(name)} is null`)
  return `select exists (select from ${from} q where ${columns.join(' or ')}) as "areThere"`
}
