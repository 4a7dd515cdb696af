import pg from 'pg'
import { CaptureError } from './capture.ts'
import { addTls, explainConnectFailure } from './connect-failure.ts'
import type { ParsedConnection } from './connection-string.ts'
import { parseConnection } from './connection-string.ts'

/*
 * Connections to somebody's own database: short-lived, few, named after what they are for, with limits, so that Vigie is a
 * guest who is seen and never in the way. Values come as text in one form whatever the server's settings: see row-change.ts.
 */
export interface DatabaseConnection {
  /** @throws CaptureError that says what is wrong and what to do. */
  connect(purpose: string, options?: ConnectOptions): Promise<pg.Client>
  /** Without the password, for people. */
  readonly address: { host: string; port: number; database: string; user: string }
}

export interface ConnectOptions {
  /** Speaks the streaming replication protocol. */
  replication?: boolean
  /** A statement takes at most so long; 0 = for ever. Absent = 30 s. */
  statementTimeoutMs?: number
  /**
   * A pooler may give each transaction another session, and this one to somebody else: nothing is set on the session.
   * Whoever asks for it begins its transactions with `transactionSettings`.
   */
  pooled?: boolean
}

const connectTimeoutMs = 10_000
const statementTimeoutMs = 30_000
const lateAnswerMs = 5_000

/** How every session writes values; a pooler may refuse startup options, so a plain session sets them itself. */
const sessionSettings = {
  datestyle: 'ISO, YMD',
  intervalstyle: 'iso_8601',
  timezone: 'UTC',
  extra_float_digits: '1',
  bytea_output: 'hex',
  client_encoding: 'UTF8',
}

/** @throws CaptureError `malformed-connection`. */
export function openConnection(connection: string, source: string): DatabaseConnection {
  const parsed = parseConnection(connection)
  return {
    address: parsed.address,
    connect: (purpose, options) => connect({ parsed, source, purpose, ...options }),
  }
}

interface Connecting extends ConnectOptions {
  parsed: ParsedConnection
  source: string
  purpose: string
}

async function connect(connecting: Connecting): Promise<pg.Client> {
  try {
    return await open(connecting)
  } catch (error) {
    const failure = explainConnectFailure(error)
    if (failure.code === 'hba-refused' && (await wouldTlsDo(connecting))) {
      throw new CaptureError('tls-required', addTls(), { cause: error })
    }
    throw failure
  }
}

/** pg_hba.conf refuses an unencrypted line in the same words, whether or not it would take an encrypted one. */
async function wouldTlsDo(connecting: Connecting): Promise<boolean> {
  if (connecting.parsed.isEncrypted) return false
  try {
    hangUp(await open({ ...connecting, encrypted: true }))
    return true
  } catch (error) {
    const { code } = explainConnectFailure(error)
    return code === 'wrong-password' || code === 'database-unknown' || code === 'too-many-connections'
  }
}

async function open({
  parsed,
  source,
  purpose,
  replication = false,
  pooled = false,
  statementTimeoutMs: timeoutMs = statementTimeoutMs,
  encrypted = false,
}: Connecting & { encrypted?: boolean }): Promise<pg.Client> {
  const startup = Object.entries(sessionSettings).map(([name, value]) => `-c ${name}=${value.replaceAll(' ', '\\ ')}`)
  const { options = '', ...config } = parsed.clientConfig()
  const client = new pg.Client({
    ...config,
    ...(encrypted && { ssl: { rejectUnauthorized: false } }),
    ...(options !== '' && { options }),
    application_name: connectionName(source, purpose),
    connectionTimeoutMillis: connectTimeoutMs,
    // A line that falls silent says nothing of a statement that was given up.
    ...(timeoutMs > 0 && { query_timeout: timeoutMs + lateAnswerMs }),
    keepAlive: true,
    // pg sends every unknown member of its config that PostgreSQL knows as a startup parameter.
    ...(replication && { replication: 'database', options: [options, ...startup].join(' ').trim() }),
  })
  // A line that breaks while nobody asks anything would end the process.
  client.on('error', () => undefined)
  try {
    await client.connect()
    const settings = { text: settingsSql('set', timeoutMs), query_timeout: connectTimeoutMs }
    if (!replication && !pooled) await client.query(settings)
    return client
  } catch (error) {
    hangUp(client)
    throw error
  }
}

/** Ends the connection without waiting for the other side, which may have gone silent. */
export function hangUp(client: pg.Client): void {
  client.end(() => undefined)
  client.connection.stream.destroy()
}

/** What pg_stat_activity shows. */
export function connectionName(source: string, purpose: string): string {
  return `vigie ${source} ${purpose}`.slice(0, 63)
}

/** The statements that give a transaction, once begun, what a session of ours has. */
export function transactionSettings(timeoutMs = statementTimeoutMs): string {
  return settingsSql('set local', timeoutMs)
}

/**
 * Where a policy would hide rows a statement fails: what is left out in silence nobody ever misses. A view of the rows that the user
 * may see reads with the rights of its owner, and fails for no policy.
 */
const readSettings = { row_security: 'off' }

function settingsSql(set: 'set' | 'set local', timeoutMs: number): string {
  const limits = { statement_timeout: String(timeoutMs), lock_timeout: '5000' }
  const settings = { ...sessionSettings, ...readSettings, ...limits }
  return Object.entries(settings)
    .map(([name, value]) => `${set} ${name} = '${value}'`)
    .join('; ')
}
