import { readFileSync, statSync } from 'node:fs'
import type { ConnectionOptions } from 'node:tls'
import type pg from 'pg'
import { CaptureError } from './capture.ts'

/*
 * What somebody writes to say where their database is. Only what is listed here is taken from it: pg would take every
 * parameter for a setting of its own, read any file that `sslkey` names, and fill what is missing from the PG… variables
 * of our own environment. `sslmode` means what it means to libpq, of which the string was copied: `require` encrypts and
 * trusts any certificate unless `sslrootcert` is given, `verify-full` trusts none but a valid one. Where it is absent,
 * nothing is encrypted.
 *
 * https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-PROTECTION
 */
export interface ParsedConnection {
  address: { host: string; port: number; database: string; user: string }
  isEncrypted: boolean
  /** @throws CaptureError `tls-failed` when `sslrootcert` cannot be read. */
  clientConfig(): pg.ClientConfig
}

const sslModes = ['disable', 'allow', 'prefer', 'require', 'no-verify', 'verify-ca', 'verify-full'] as const
type SslMode = (typeof sslModes)[number]

/** The list of all public authorities has a quarter of it. */
const maxRootBytes = 1024 ** 2

/** Taken without effect: they stand in strings that managed services hand out. */
const ignored = [
  'application_name',
  'fallback_application_name',
  'connect_timeout',
  'connection_limit',
  'gssencmode',
  'keepalives',
  'keepalives_idle',
  'pgbouncer',
  'pool_timeout',
  'schema',
  'target_session_attrs',
  'uselibpqcompat',
]
const known = [...ignored, 'sslmode', 'sslrootcert', 'sslnegotiation', 'channel_binding', 'options']

/** @throws CaptureError `malformed-connection`, in whose message nothing of a secret stands. */
export function parseConnection(connection: string): ParsedConnection {
  const url = URL.parse(connection.trim())
  if (!url || !/^postgres(?:ql)?:$/.test(url.protocol) || url.username === '' || url.hostname === '') throw malformed()
  const user = decoded(url.username)
  const password = decoded(url.password)
  const address = {
    host: decoded(url.hostname).replace(/^\[|\]$/g, ''),
    port: url.port === '' ? 5432 : Number(url.port),
    database: decoded(url.pathname.slice(1)) || user,
    user,
  }
  const parameters = readParameters(url.searchParams)
  return {
    address,
    isEncrypted: encrypts(parameters.sslMode),
    clientConfig: () => ({
      ...address,
      // A function even for none: pg would send PGPASSWORD, which is another server's.
      password: () => password,
      ssl: encrypts(parameters.sslMode) && sslOptions(parameters.sslMode, parameters.rootCertificate),
      ...(parameters.isDirect && { sslnegotiation: 'direct' as const }),
      enableChannelBinding: parameters.bindsChannel,
      ...(parameters.options !== '' && { options: parameters.options }),
    }),
  }
}

/** A connection as it may be shown: where it leads, and nothing of how it proves itself. */
export function shownConnection(connection: string): string {
  const { host, port, database, user } = parseConnection(connection).address
  const at = host.includes(':') ? `[${host}]` : host
  return `postgresql://${encodeURIComponent(user)}@${at}:${port}/${encodeURIComponent(database)}`
}

interface Parameters {
  sslMode: SslMode
  rootCertificate: string | null
  isDirect: boolean
  bindsChannel: boolean
  options: string
}

function readParameters(given: URLSearchParams): Parameters {
  for (const name of given.keys()) {
    if (!known.includes(name)) throw malformed(`the parameter ${shortened(name)} is not taken here; leave it out`)
  }
  const isDirect = given.get('sslnegotiation') === 'direct'
  const asked = given.get('sslmode') ?? (isDirect ? 'require' : 'disable')
  const sslMode = sslModes.find((mode) => mode === asked)
  if (sslMode === undefined) throw malformed(`sslmode must be one of ${sslModes.join(', ')}`)
  return {
    sslMode,
    rootCertificate: given.get('sslrootcert'),
    isDirect,
    bindsChannel: given.get('channel_binding') === 'require',
    options: given.get('options') ?? '',
  }
}

function encrypts(mode: SslMode): boolean {
  return mode !== 'disable' && mode !== 'allow'
}

/** libpq: with `sslrootcert`, `require` is `verify-ca`. `system` names the authorities that Node trusts, which is the default. */
function sslOptions(mode: SslMode, rootCertificate: string | null): ConnectionOptions {
  const ca = rootCertificate === null || rootCertificate === 'system' ? {} : { ca: readRoot(rootCertificate) }
  if (mode === 'verify-full') return ca
  if (mode === 'verify-ca' || (mode === 'require' && rootCertificate !== null)) {
    return { ...ca, checkServerIdentity: () => undefined }
  }
  return { rejectUnauthorized: false }
}

/** A device or a pipe, which anybody may name who may connect a database, would have no end. */
function readRoot(path: string): string {
  try {
    const file = statSync(path)
    if (!file.isFile() || file.size > maxRootBytes) throw new Error('this is no file of certificates')
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new CaptureError(
      'tls-failed',
      'the file that sslrootcert names cannot be read where the event server runs; give its path there',
      { cause },
    )
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw malformed('a % in it stands alone; write it as %25')
  }
}

function shortened(name: string): string {
  return JSON.stringify(name.slice(0, 40))
}

function malformed(what?: string): CaptureError {
  const form =
    'write the connection as postgresql://user:password@host:5432/database; %-encode what is special in the password'
  return new CaptureError('malformed-connection', what === undefined ? form : `${what}; ${form}`)
}
