import pg from 'pg'
import type { DatabaseProblem } from '#contract/database.ts'
import { CaptureError } from './capture.ts'

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
  const url = parseUrl(connection)
  const address = {
    host: url.hostname.replace(/^\[|\]$/g, '') || 'localhost',
    port: url.port === '' ? 5432 : Number(url.port),
    database: decodeURIComponent(url.pathname.slice(1)) || decodeURIComponent(url.username),
    user: decodeURIComponent(url.username),
  }
  return {
    address,
    connect: (purpose, options) => connect({ connection, source, purpose, ...options }),
  }
}

function parseUrl(connection: string): URL {
  const url = URL.parse(connection)
  if (url && /^postgres(?:ql)?:$/.test(url.protocol) && url.username !== '' && url.hostname !== '') return url
  throw new CaptureError(
    'malformed-connection',
    'write the connection as postgresql://user:password@host:5432/database; %-encode what is special in the password',
  )
}

async function connect({
  connection,
  source,
  purpose,
  replication = false,
  pooled = false,
  statementTimeoutMs: timeoutMs = statementTimeoutMs,
}: ConnectOptions & { connection: string; source: string; purpose: string }): Promise<pg.Client> {
  const startup = Object.entries(sessionSettings).map(([name, value]) => `-c ${name}=${value.replaceAll(' ', '\\ ')}`)
  const client = new pg.Client({
    connectionString: connection,
    application_name: `vigie ${source} ${purpose}`.slice(0, 63),
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    // pg sends every unknown member of its config that PostgreSQL knows as a startup parameter.
    ...(replication && { replication: 'database', options: startup.join(' ') }),
  })
  // A line that breaks while nobody asks anything would end the process.
  client.on('error', () => undefined)
  try {
    await client.connect()
    if (!replication && !pooled) await client.query(settingsSql('set', timeoutMs))
    return client
  } catch (error) {
    await client.end().catch(() => undefined)
    throw explainConnectFailure(error)
  }
}

/** The statements that give a transaction, once begun, what a session of ours has. */
export function transactionSettings(timeoutMs = statementTimeoutMs): string {
  return settingsSql('set local', timeoutMs)
}

function settingsSql(set: 'set' | 'set local', timeoutMs: number): string {
  const settings = { ...sessionSettings, statement_timeout: String(timeoutMs), lock_timeout: '5000' }
  return Object.entries(settings)
    .map(([name, value]) => `${set} ${name} = '${value}'`)
    .join('; ')
}

/** By SQLSTATE or by the system's code. */
const failures: Readonly<Record<string, readonly [DatabaseProblem, string]>> = {
  ENOTFOUND: ['host-unknown', 'there is no host of this name; check the host in the connection'],
  EAI_AGAIN: ['host-unknown', 'the name of the host could not be looked up'],
  ECONNREFUSED: ['connection-refused', 'nothing listens on this host and port; check the port and listen_addresses'],
  ETIMEDOUT: ['connection-timeout', 'the host does not answer; is a firewall between it and Vigie?'],
  EHOSTUNREACH: ['connection-timeout', 'the host cannot be reached from here'],
  ECONNRESET: ['connection-lost', 'the line was cut'],
  '28P01': ['wrong-password', 'the password is not that of the user'],
  '28000': ['hba-refused', 'pg_hba.conf has no line that lets this user in from here'],
  '3D000': ['database-unknown', 'there is no database of this name on the server'],
  '53300': ['too-many-connections', 'all connections of the server are taken (max_connections)'],
  '42501': ['insufficient-privilege', 'the user lacks a privilege'],
}

/** Names what went wrong while connecting. */
export function explainConnectFailure(cause: unknown): CaptureError {
  if (cause instanceof CaptureError) return cause
  const message = cause instanceof Error ? cause.message : String(cause)
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
  if (/does not support SSL/.test(message)) {
    return new CaptureError('tls-failed', 'the server does not speak TLS; leave sslmode out', { cause })
  }
  if (/certificate|self.signed|unable to verify/i.test(message)) {
    return new CaptureError('tls-failed', `the server's certificate is not trusted: ${message}`, { cause })
  }
  if (/timeout expired|timed? ?out/i.test(message)) {
    return new CaptureError('connection-timeout', 'the host does not answer in 10 s', { cause })
  }
  const known = failures[code]
  if (known) return new CaptureError(known[0], `${known[1]} (${message})`, { cause })
  return new CaptureError('connection-lost', message, { cause })
}
