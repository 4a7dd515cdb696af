import { once } from 'node:events'
import type { ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { OperatorError } from '../runtime/operator-error.ts'
import { createCluster, explain, hasCluster, postgresEnvironment, requireOwnCluster } from './cluster-create.ts'
import {
  clusterFiles,
  codeOf,
  embeddedDatabase,
  embeddedRole,
  openLog,
  prepareDataDirectory,
  readLogFrom,
  readPassword,
  readPostmaster,
  readStalePid,
  requireDiskSpace,
} from './cluster-files.ts'
import type { ClusterFiles } from './cluster-files.ts'
import { findOperatingUser, spawnAs } from './operating-user.ts'
import type { OperatingUser } from './operating-user.ts'
import { stopOrphan } from './orphan.ts'
import { findPrograms } from './postgres-programs.ts'

/*
 * An embedded PostgreSQL: the real server, from binaries inside an npm package. It runs in a session of its own, so
 * that Ctrl-C in the terminal reaches only who started it, and it outlives a starter that is killed: the next start
 * finds it and stops it cleanly. Whoever calls `startEmbedded` holds the data directory's lock (cli/lock.ts).
 * Durability is never traded: fsync, synchronous_commit and full_page_writes keep their defaults, which are on.
 */
export interface EmbeddedPostgres {
  url: string
  port: number
  pid: number
  /** Settles with the exit code when PostgreSQL ends, asked or not. */
  exited: Promise<number | null>
  /** Fast shutdown: sessions are cut, everything committed is on disk. Resolves when the process has gone. */
  stop(): Promise<void>
  /** Immediate shutdown, for when there is no time: nothing is lost, the next start recovers from the WAL. */
  abort(): void
}

export interface EmbeddedOptions {
  dataDirectory: string
  /** To start again where clients look for it; absent = any free port. */
  port?: number
  /** Further settings, such as `{ max_connections: '50' }`. */
  settings?: Record<string, string>
  /** Called with one line when something takes long. */
  onProgress?: (line: string) => void
  /** Aborted while it starts: what was started is stopped in order, and `startEmbedded` throws the reason. */
  signal?: AbortSignal
  /** Aborted while it starts: as `abort()`. */
  forced?: AbortSignal
}

const bytesToStart = 64 * 1024 ** 2
/** Recovery after a crash may replay much WAL; a process that is alive is waited for. */
const readyTimeoutMs = 10 * 60_000
const stopTimeoutMs = 60_000

const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  wal_level: 'logical',
  shared_buffers: '256MB',
  max_wal_size: '2GB',
  max_slot_wal_keep_size: '4GB',
  max_connections: '100',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  jit: 'off',
}

/** @throws {OperatorError} whenever whoever runs Vigie can put it right. */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  options.signal?.throwIfAborted()
  const files = clusterFiles(options.dataDirectory)
  const programs = await findPrograms()
  await prepareDataDirectory(files.directory)
  const user = await findOperatingUser(programs.postgres, files.directory)
  if (!(await hasCluster(files))) {
    options.onProgress?.('Creating the embedded database')
    await createCluster(files, { initdb: programs.initdb, user, signal: options.signal })
  }
  await requireOwnCluster(files, user)
  const password = await readPassword(files)
  if (password === undefined) {
    throw new OperatorError(
      `${files.password} is missing, and without it the database in ${files.cluster} cannot be opened. ` +
        'Put the file back from a backup, or move that directory away to begin with an empty database.',
    )
  }
  await stopOrphan(files, options.onProgress)
  await requireDiskSpace(files.directory, bytesToStart)
  const stalePid = await readStalePid(files)
  return launch({ files, program: programs.postgres, user, password, stalePid, options })
}

/** Address of the embedded PostgreSQL that runs on this data directory, or undefined when none does. */
export async function findEmbeddedUrl(dataDirectory: string): Promise<string | undefined> {
  const files = clusterFiles(dataDirectory)
  const postmaster = await readPostmaster(files)
  if (postmaster === undefined) return undefined
  const password = await readPassword(files)
  return password === undefined ? undefined : urlOf(postmaster.port, password)
}

function urlOf(port: number, password: string, database = embeddedDatabase): string {
  return `postgresql://${embeddedRole}:${password}@127.0.0.1:${port}/${database}`
}

interface Launch {
  files: ClusterFiles
  program: string
  user: OperatingUser
  password: string
  stalePid: number | undefined
  options: EmbeddedOptions
}

async function launch(launching: Launch): Promise<EmbeddedPostgres> {
  const { signal } = launching.options
  for (let attempt = 1; ; attempt += 1) {
    signal?.throwIfAborted()
    const port = launching.options.port ?? (await freePort())
    const { child, logOffset } = await spawnPostgres(launching, port)
    const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
    const failure = await waitUntilReady(urlOf(port, launching.password, 'postgres'), exited, signal)
    if (signal?.aborted) {
      await stopChild(child, exited)
      signal.throwIfAborted()
    }
    if (failure === undefined) return running(launching, { child, port, exited })
    const said = await readLogFrom(launching.files, logOffset)
    const passing = said.includes('could not bind') || said.includes('pre-existing shared memory block')
    if (!passing || attempt === 10) {
      await stopChild(child, exited)
      throw new OperatorError(
        explain(said, `The embedded PostgreSQL did not start (${failure}); its log is ${launching.files.log}`),
      )
    }
    await delay(500)
  }
}

async function spawnPostgres(launching: Launch, port: number) {
  const log = await openLog(launching.files)
  try {
    const logOffset = (await log.stat()).size
    const all = { ...settings, ...launching.options.settings, port: String(port) }
    const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    const child = spawnAs(launching.user, launching.program, ['-D', launching.files.cluster, ...flags], {
      stdio: ['ignore', log.fd, log.fd],
      env: environmentOf(launching),
    })
    await once(child, 'spawn')
    launching.options.forced?.addEventListener('abort', () => child.kill('SIGQUIT'))
    return { child, logOffset }
  } finally {
    await log.close()
  }
}

/**
 * The number in postmaster.pid may be anybody's by now, a thread of Vigie's own among them. While that process lives
 * PostgreSQL does not start, unless it is told that it is its grandparent; it still makes sure that nobody uses its
 * shared memory.
 */
function environmentOf({ stalePid }: Launch): NodeJS.ProcessEnv {
  if (stalePid === undefined) return postgresEnvironment
  return { ...postgresEnvironment, PG_GRANDPARENT_PID: String(stalePid) }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return address.port
}

/** @returns undefined when it answers, or why it will not. */
async function waitUntilReady(
  url: string,
  exited: Promise<number | null>,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const deadline = performance.now() + readyTimeoutMs
  const ended = exited.then((code) => `exit code ${code}`)
  while (performance.now() < deadline && !signal?.aborted) {
    const outcome = await Promise.race([ended, tryConnect(url)])
    if (outcome === 'ready') return undefined
    if (outcome !== 'not yet') return outcome
    await delay(25)
  }
  return 'it did not answer in time'
}

async function tryConnect(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return await ensureDatabase(client)
  } catch (error) {
    const code = codeOf(error)
    // 28P01: the password file does not belong to this cluster. 28000 likewise. Everything else passes by waiting.
    return code === '28P01' || code === '28000' ? 'its password file does not belong to this database' : 'not yet'
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function ensureDatabase(client: pg.Client): Promise<string> {
  const found = await client.query('select from pg_database where datname = $1', [embeddedDatabase])
  if (found.rowCount === 0) await client.query(`create database ${embeddedDatabase}`)
  return 'ready'
}

function running(
  launching: Launch,
  process: { child: ChildProcess; port: number; exited: Promise<number | null> },
): EmbeddedPostgres {
  const { child, port, exited } = process
  if (child.pid === undefined) throw new Error('a process that has spawned has a number')
  return {
    url: urlOf(port, launching.password),
    port,
    pid: child.pid,
    exited,
    stop: () => stopChild(child, exited),
    abort: () => child.kill('SIGQUIT'),
  }
}

async function stopChild(child: ChildProcess, exited: Promise<number | null>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGINT')
  const stopped = await Promise.race([exited.then(() => true), delay(stopTimeoutMs, false, { ref: false })])
  if (stopped) return
  // Immediate shutdown: no data is lost, the next start recovers from the WAL.
  child.kill('SIGQUIT')
  await exited
}
