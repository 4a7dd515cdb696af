import pg from 'pg'

/**
 * SQLSTATE classes that say something about the data of a statement and nothing about the database: the same data
 * fails again, other data does not. https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const dataSqlStates: readonly RegExp[] = [
  /^21/, // cardinality violation
  /^22/, // data exception
  /^23/, // integrity constraint violation
  /^54/, // program limit exceeded: more than an index holds, deeper than is parsed
  /^P0001$/, // raised by a function of ours
]

/** How PostgreSQL words, under SQLSTATE 54000, that it takes no more transactions until it is vacuumed. */
const isOutOfTransactions = /wraparound/

/** How pg words the end of a connection under a query; these errors carry no code. */
const brokenConnection =
  /connection (terminated|ended|error)|timeout exceeded|query read timeout|not queryable|client was closed/i

/**
 * Whether the data at hand is to blame. Everything else, such as a lost connection, a missing table or a full disk, says
 * nothing about it, and the same work may succeed later. An error without any code was thrown by our own code while it
 * read the data.
 */
export function isCausedByData(error: unknown): boolean {
  if (!(error instanceof Error)) return true
  if (error instanceof pg.DatabaseError) return isDataSqlState(error)
  const hasCode = 'code' in error && typeof error.code === 'string'
  return !hasCode && !brokenConnection.test(error.message)
}

function isDataSqlState({ code = '', message }: pg.DatabaseError): boolean {
  return dataSqlStates.some((state) => state.test(code)) && !(code === '54000' && isOutOfTransactions.test(message))
}

/** Whether a statement took longer than it may: PostgreSQL has ended it, or pg, whose error has no code, no longer waits for it. */
export function isTimeout(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return 'code' in error ? error.code === '57014' : error.message === 'Query read timeout'
}
