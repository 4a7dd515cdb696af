/*
 * The one envelope of the three ways to capture a database: logical replication, outbox, polling. Whatever captured it, a
 * row is what PostgreSQL's `row_to_json` makes of it: numeric and int8 are numbers with every digit (as JSON.rawJSON where a
 * double would lose some; NaN and infinities are strings), times are ISO 8601 (a timestamptz in UTC), json is itself,
 * arrays are arrays, bytea is `\x…`, everything else is text.
 */
export type Row = Readonly<Record<string, unknown>>

export type RowOperation =
  | 'insert'
  | 'update'
  | 'delete'
  | 'truncate'
  /** It was there before, or a poll has found it. */
  | 'read'

/** Of one value, as PostgreSQL writes it; a longer one stays in the database. */
export const maxValueBytes = 512 * 1024

export interface RowChange {
  /**
   * The same whenever this change is captured again, and never another one's: at most 180 characters without control
   * characters. Events are named after it.
   */
  id: string
  op: RowOperation
  schema: string
  table: string
  /** Columns that identify the row, with the values it had before the change; null when it has none, and of a truncate. */
  key: Row | null
  /** The whole row before the change; null where the database did not send it. */
  before: Row | null
  /** The row after the change, without the columns in `kept`; null after a delete and a truncate. */
  after: Row | null
  /** Columns that the database did not send because they are what they were (TOAST), and that are nowhere in `before`. */
  kept: readonly string[]
  /** Columns whose values are too long to be carried (more than `maxValueBytes` as text): they are in no row of this change. */
  omitted: readonly string[]
  /** Epoch ms of the commit; of the reading, for rows that are read. */
  committedAt: number
  /** Where the change stands: shown to whoever opens the event. JSON. */
  place: Readonly<Record<string, unknown>>
  /** It is history: it updates every table and is no news. */
  backfill: boolean
}
