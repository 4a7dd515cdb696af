/**
 * Whether a database error says nothing about the data, so that the same work may succeed later. Classes of SQLSTATE:
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const transientSqlStates: readonly RegExp[] = [
  /^08/, // connection exception
  /^40(001|P01)$/, // serialization failure, deadlock
  /^53/, // insufficient resources: disk full, too many connections
  /^55P03$/, // lock not available
  /^57/, // operator intervention: cancelled, shutdown, crash, starting up
  /^58/, // system error: I/O
  /^25006$/, // read-only transaction: a standby
]

const transientSystemCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOENT',
  'EHOSTUNREACH',
  'EAI_AGAIN',
])

/** @returns true for errors of the connection or the server; also for wrapped ones, by their cause. */
export function isTransientDatabaseError(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (transientSystemCodes.has(code) || transientSqlStates.some((state) => state.test(code))) return true
  // pg reports a connection that ended under a query without any code.
  if (
    code === '' &&
    /connection (terminated|ended|error)|timeout exceeded|query read timeout|not queryable|client was closed/i.test(
      error.message,
    )
  )
    return true
  return error.cause !== undefined && isTransientDatabaseError(error.cause)
}
