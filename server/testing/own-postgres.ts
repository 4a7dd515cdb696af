import { chown, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { clusterFiles } from '../db/cluster-files.ts'
import { startEmbedded } from '../db/embedded.ts'
import { testDataPrefix } from './killed-runs.ts'

/** A PostgreSQL for one test file, which may be set up as badly as somebody's own. */
export interface OwnPostgres {
  /** Of its owner, a superuser. */
  url: string
  /** The same server by another user, database or host, with parameters. */
  urlOf(other: { user?: string; password?: string; database?: string; host?: string; search?: string }): string
  /** As its owner; one connection a call. */
  run(sql: string, database?: string): Promise<pg.QueryResult>
  /** Lines of pg_hba.conf that come before those that let the owner in. */
  setHba(lines: readonly string[]): Promise<void>
  /** Takes encrypted connections too, with `certificateFile`. */
  turnOnTls(): Promise<void>
  /** Made by `turnOnTls`: for `localhost`, signed by itself. */
  certificateFile: string
  /** Stops it and starts it again, as a standby without a primary. */
  becomeStandby(): Promise<void>
  /** Stops it as a loss of power does, and starts it again on the same port. */
  crash(): Promise<void>
  stop(): Promise<void>
}

export async function startOwnPostgres(settings: Record<string, string>): Promise<OwnPostgres> {
  const dataDirectory = await mkdtemp(join(tmpdir(), `${testDataPrefix}${process.pid}-`))
  const options = { dataDirectory, settings: { shared_buffers: '32MB', max_connections: '20', ...settings } }
  let postgres = await startEmbedded(options)
  const { cluster } = clusterFiles(dataDirectory)
  const place = async (name: string, content: string) => {
    const path = join(cluster, name)
    await writeFile(path, content, { mode: 0o600 })
    const { uid, gid } = await stat(cluster)
    await chown(path, uid, gid)
  }
  const run = (sql: string, database?: string) => runOn(postgres.url, sql, database)
  return {
    url: postgres.url,
    urlOf: (other) => urlOf(postgres.url, other),
    run,
    async setHba(lines) {
      const owner = new URL(postgres.url).username
      await place('pg_hba.conf', [`host all ${owner} all scram-sha-256`, ...lines, ''].join('\n'))
      await reload(run)
    },
    async turnOnTls() {
      await place('server.key', privateKey)
      await place('server.crt', certificate)
      await run('alter system set ssl = on')
      await reload(run)
    },
    certificateFile: join(cluster, 'server.crt'),
    async becomeStandby() {
      const { port } = postgres
      await postgres.stop()
      await place('standby.signal', '')
      postgres = await startEmbedded({ ...options, port })
    },
    async crash() {
      const { port } = postgres
      postgres.abort()
      await postgres.exited
      postgres = await startEmbedded({ ...options, port })
    },
    async stop() {
      await postgres.stop()
      await rm(dataDirectory, { recursive: true, force: true })
    },
  }
}

/** Sessions that begin afterwards have the new settings. */
async function reload(run: OwnPostgres['run']): Promise<void> {
  const loadedAt = async (): Promise<unknown> => (await run('select pg_conf_load_time()::text as at')).rows
  const before = JSON.stringify(await loadedAt())
  await run('select pg_reload_conf()')
  while (JSON.stringify(await loadedAt()) === before);
}

function urlOf(url: string, other: Parameters<OwnPostgres['urlOf']>[0]): string {
  const changed = new URL(url)
  changed.username = other.user ?? changed.username
  changed.password = other.password ?? changed.password
  changed.hostname = other.host ?? changed.hostname
  changed.pathname = `/${other.database ?? changed.pathname.slice(1)}`
  changed.search = other.search ?? ''
  return changed.href
}

async function runOn(url: string, sql: string, database?: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: urlOf(url, { ...(database !== undefined && { database }) }) })
  await client.connect()
  try {
    return await client.query(sql)
  } finally {
    await client.end()
  }
}

/* Of no use to anybody but these tests. */
const privateKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgfwjCiFkET1zkZjOi
hrqTg0rYNL2NRFvSH1ZsHk2iUKqhRANCAAQyp3bDJ3LGGPBoqS6vfYBmHMAhJLjr
EyNX65sAIG6bQnPY6np6mgZ1BY1HHYCVgYePA+SI1kqfIQFBb5GbRfZc
-----END PRIVATE KEY-----
`

const certificate = `-----BEGIN CERTIFICATE-----
MIIBYTCCAQegAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
c3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBQxEjAQBgNVBAMM
CWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABDKndsMncsYY8Gip
Lq99gGYcwCEkuOsTI1frmwAgbptCc9jqenqaBnUFjUcdgJWBh48D5IjWSp8hAUFv
kZtF9lyjSDBGMBQGA1UdEQQNMAuCCWxvY2FsaG9zdDAPBgNVHRMBAf8EBTADAQH/
MB0GA1UdDgQWBBRWSMlcWhC6Z3ItX/rFyNhjKrKXtzAKBggqhkjOPQQDAgNIADBF
AiEAu/RmhIdnU3e5w0O8eBZbZCHZ+MwdrCUT+qIzSKti7QYCICGOZmI2aznTCCcR
wB4/r66sPo54h0wvNbxjDnDCliYI
-----END CERTIFICATE-----
`
