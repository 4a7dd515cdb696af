import type { DatabaseProblem } from '#contract/database.ts'
import { CaptureError } from './capture.ts'

/*
 * What a failed connection means, and what to do about it. Each line was seen on a real server, see
 * inspect.fault.test.ts. Messages of PostgreSQL and of Node name users, hosts and databases, never a password.
 */

interface Explanation {
  problem: DatabaseProblem
  does: string
}

/** By SQLSTATE, or by the system's code. */
const byCode: Readonly<Record<string, Explanation>> = {
  ENOTFOUND: { problem: 'host-unknown', does: 'there is no host of this name; check the host in the connection' },
  EAI_AGAIN: {
    problem: 'host-unknown',
    does: 'the name of the host could not be looked up; check the host in the connection, and the name server of this machine',
  },
  ECONNREFUSED: {
    problem: 'connection-refused',
    does: 'nothing listens on this host and port; check the port, that PostgreSQL runs, and its listen_addresses',
  },
  ETIMEDOUT: { problem: 'connection-timeout', does: 'the host does not answer; is a firewall between it and Vigie?' },
  EHOSTUNREACH: {
    problem: 'connection-timeout',
    does: 'no way leads from Vigie to this host; check network and firewall',
  },
  ENETUNREACH: {
    problem: 'connection-timeout',
    does: 'no way leads from Vigie to this host; check network and firewall',
  },
  ECONNRESET: { problem: 'connection-lost', does: 'the line was cut; is this a PostgreSQL server?' },
  EPIPE: { problem: 'connection-lost', does: 'the line was cut; is this a PostgreSQL server?' },
  EPROTO: { problem: 'tls-failed', does: 'TLS could not be agreed on with the server' },
  '28P01': {
    problem: 'wrong-password',
    does: 'user or password are wrong; check both, and %-encode what is special in the password',
  },
  '28000': {
    problem: 'hba-refused',
    does: 'the server lets this user in neither from here nor to this database; its administrator adds a line to pg_hba.conf',
  },
  '3D000': {
    problem: 'database-unknown',
    does: 'there is no database of this name on the server; check the name after the last /',
  },
  '55000': { problem: 'database-unknown', does: 'this database takes no connections; check the name after the last /' },
  '53300': {
    problem: 'too-many-connections',
    does: 'every connection that the server grants is taken; close some, or raise max_connections or the connection limit of the user',
  },
  '57P03': {
    problem: 'connection-refused',
    does: 'the server is starting, stopping or recovering; try again in a moment',
  },
  '57P01': { problem: 'connection-lost', does: 'the server ended the session' },
  '42501': { problem: 'insufficient-privilege', does: 'the user lacks a privilege' },
  '55P03': { problem: 'query-failed', does: 'somebody holds a lock, perhaps a migration; try again when it is done' },
  '57014': { problem: 'query-failed', does: 'the database took too long to answer; try again when it is less busy' },
}

/** Where the code says too little. The first that fits decides. */
const byMessage: readonly (Explanation & { says: RegExp })[] = [
  {
    says: /does not support SSL/i,
    problem: 'tls-failed',
    does: 'the server does not speak TLS; leave sslmode out, or turn on ssl in postgresql.conf',
  },
  {
    says: /hostname\/IP does not match certificate|certificate's altnames/i,
    problem: 'tls-failed',
    does: "the server's certificate is for another name; write the host as the certificate names it, or use sslmode=verify-ca",
  },
  {
    says: /certificate|self.signed|unable to verify/i,
    problem: 'tls-failed',
    does: "the server's certificate is not trusted; name the file of its authority with sslrootcert, or encrypt without checking with sslmode=require",
  },
  {
    says: /SSL (?:connection )?(?:is )?required|requires? (?:an )?SSL|insecure connection/i,
    problem: 'tls-required',
    does: addTls(),
  },
  {
    says: /establishing an SSL connection/i,
    problem: 'tls-failed',
    does: 'what answers there is not a PostgreSQL server that speaks TLS',
  },
  {
    says: /client password must be/i,
    problem: 'wrong-password',
    does: 'the server asks for a password; the connection has none',
  },
  {
    says: /max_wal_senders/,
    problem: 'senders-exhausted',
    does: 'every WAL sender is taken; raise max_wal_senders and restart the server',
  },
  {
    says: /^role ".*" does not exist$/,
    problem: 'wrong-password',
    does: 'the server knows no user of this name; check the user in the connection',
  },
  { says: /is not permitted to log in/, problem: 'hba-refused', does: 'the user may not log in; alter role … login' },
  {
    says: /timeout expired|timed? ?out/i,
    problem: 'connection-timeout',
    does: 'the host does not answer in 10 s; is a firewall between it and Vigie?',
  },
]

export function addTls(): string {
  return 'the server takes encrypted connections only; add ?sslmode=require to the connection, or sslmode=verify-full to check its certificate too'
}

/** Names what went wrong while connecting, or while the database was looked at. */
export function explainConnectFailure(cause: unknown): CaptureError {
  if (cause instanceof CaptureError) return cause
  const { message, code } = innermost(cause)
  const known = byMessage.find(({ says }) => says.test(message)) ?? byCode[code] ?? tlsFailure(code)
  if (!known) return new CaptureError('connection-lost', `the connection ended: ${message}`, { cause })
  return new CaptureError(known.problem, `${known.does} (${message})`, { cause })
}

function tlsFailure(code: string): Explanation | undefined {
  return code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS')
    ? { problem: 'tls-failed', does: 'TLS could not be agreed on with the server' }
    : undefined
}

/** A host with several addresses fails with all of their errors together, and no message. */
function innermost(cause: unknown): { message: string; code: string } {
  const error: unknown = cause instanceof AggregateError && cause.errors.length > 0 ? cause.errors[0] : cause
  const message = error instanceof Error ? error.message : String(error)
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  return { message, code }
}
