import type { Client, QueryResultRow } from 'pg'
import { CaptureError } from './capture.ts'
import type { DatabaseConnection } from './connection.ts'
import { hangUp, transactionSettings } from './connection.ts'

/*
 * Statements to somebody else's database over a line that may go silent without being cut: TCP notices that after minutes or
 * never, so whoever waits for an answer has a limit of its own. Each statement stands alone or in a transaction of its own,
 * unnamed and without state in the session, so that it may pass a pooler that gives each transaction another session.
 */

/** A look at what a session does. */
const lookMs = 5000

export interface Limits {
  /** How long an answer may take. */
  timeoutMs: number
  /** Asked when it has taken so long: while the database is at work on it the answer is waited for. Absent = never. */
  isAtWork?: () => Promise<boolean>
  signal: AbortSignal
}

/**
 * One statement: the extended protocol refuses several in one text.
 *
 * @throws CaptureError `connection-lost` when no answer comes in time; the connection is then closed.
 */
export async function ask<Result extends QueryResultRow>(
  client: Client,
  statement: { text: string; values?: readonly unknown[] },
  limits: Limits,
): Promise<Result[]> {
  const { rows } = await within(client, client.query<Result>(extended(statement)), limits)
  return rows
}

/** @returns the types of the columns of what a statement answers, as oids. */
export async function describeColumns(client: Client, text: string, limits: Limits): Promise<Map<string, number>> {
  const { fields } = await within(client, client.query(extended({ text })), limits)
  return new Map(fields.map(({ name, dataTypeID }) => [name, dataTypeID]))
}

/** Of `queryMode` @types/pg does not know; without it pg sends a text without values by the simple protocol. */
function extended({ text, values = [] }: { text: string; values?: readonly unknown[] }) {
  return { text, values: [...values], queryMode: 'extended' }
}

/** Commits what `work` did, or rolls it back when it throws. PostgreSQL gives up a statement before we do, and says so. */
export async function inTransaction<Result>(
  client: Client,
  { mode, ...limits }: Limits & { mode: 'read write' | 'isolation level repeatable read read only' },
  work: () => Promise<Result>,
): Promise<Result> {
  await within(
    client,
    client.query(`begin ${mode}; ${transactionSettings(Math.floor(limits.timeoutMs * 0.9))}`),
    limits,
  )
  try {
    const result = await work()
    await within(client, client.query('commit'), limits)
    return result
  } catch (error) {
    await within(client, client.query('rollback'), limits).catch(() => undefined)
    throw error
  }
}

async function within<Result>(client: Client, answer: Promise<Result>, limits: Limits): Promise<Result> {
  const { timeoutMs, isAtWork, signal } = limits
  const { promise: given, reject: giveUp } = Promise.withResolvers<never>()
  const stop = () => giveUp(signal.reason)
  let isOver = false
  const doubt = async () => {
    const isWaitedFor = await isAtWork?.().catch(() => false)
    if (isOver) return
    if (isWaitedFor) timer = setTimeout(() => void doubt(), timeoutMs)
    else giveUp(new CaptureError('connection-lost', `the database has not answered for ${timeoutMs / 1000} s`))
  }
  let timer = setTimeout(() => void doubt(), timeoutMs)
  signal.addEventListener('abort', stop)
  if (signal.aborted) stop()
  given.catch(() => hangUp(client))
  // What comes of a statement that was given up concerns nobody any more.
  answer.catch(() => undefined)
  try {
    return await Promise.race([given, answer])
  } catch (error) {
    throw signal.aborted ? error : explainQueryFailure(error)
  } finally {
    isOver = true
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
  }
}

/** PostgreSQL's code of what went wrong, also when it has been explained. */
export function sqlStateOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  if ('code' in error && typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code)) return error.code
  return sqlStateOf(error.cause)
}

/** Whether PostgreSQL does not read because policies would hide rows; its words depend on the language that the server speaks. */
export function isOfRowSecurity(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return ('routine' in error && error.routine === 'check_enable_rls') || isOfRowSecurity(error.cause)
}

/** Classes 08 and 57P: the line, or the server, is going away. */
function explainQueryFailure(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof CaptureError) return error
  const state = sqlStateOf(error)
  if (state === null || /^(08|57P)/.test(state)) {
    return new CaptureError('connection-lost', `the line to the database broke: ${error.message}`, { cause: error })
  }
  const code = state === '42501' ? 'insufficient-privilege' : 'query-failed'
  return new CaptureError(code, error.message, { cause: error })
}

/**
 * Whether the session works on a statement, seen over another line. One that waits for us to take its answer, or for our
 * next statement, does not: if we hear nothing of it the line is dead.
 */
export async function isAtWork(connection: DatabaseConnection, pid: number): Promise<boolean> {
  const client = await connection.connect('watch', { pooled: true, statementTimeoutMs: lookMs })
  try {
    const { rows } = await client.query(
      `select from pg_stat_activity where pid = $1 and state = 'active' and coalesce(wait_event_type, '') <> 'Client'`,
      [pid],
    )
    return rows.length > 0
  } finally {
    hangUp(client)
  }
}
