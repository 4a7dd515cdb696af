import { randomBytes } from 'node:crypto'
import { chmod, chown, mkdir, open, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { OperatorError } from '../runtime/operator-error.ts'
import { describeOwnUser } from './operating-user.ts'
import { commandLine, isAlive } from './process-identity.ts'

/*
 * What an embedded PostgreSQL keeps below the data directory:
 *   postgres/           PostgreSQL's own directory, owned by whoever it runs as
 *   postgres.password   the password of its only role, mode 0600
 *   postgres.log        what it says
 */
export interface ClusterFiles {
  directory: string
  cluster: string
  password: string
  log: string
}

export function clusterFiles(dataDirectory: string): ClusterFiles {
  return {
    directory: dataDirectory,
    cluster: join(dataDirectory, 'postgres'),
    password: join(dataDirectory, 'postgres.password'),
    log: join(dataDirectory, 'postgres.log'),
  }
}

export const embeddedRole = 'vigie'
export const embeddedDatabase = 'vigie'

/** Makes the data directory if need be. @throws {OperatorError} when it cannot be made or written. */
export async function prepareDataDirectory(directory: string): Promise<void> {
  try {
    // Others may pass through it, by name only: PostgreSQL, when it runs as another user, has its directory below.
    // One that was there before may be any, such as /tmp, and keeps its mode.
    if (await makeDirectory(directory)) await chmod(directory, 0o711)
    await probe(directory)
  } catch (cause) {
    throw dataDirectoryError(directory, cause)
  }
}

/** An empty file can be made on a full disk, too: this one holds something. */
async function probe(directory: string): Promise<void> {
  const path = join(directory, `.writable-${process.pid}`)
  try {
    await writeFile(path, Buffer.alloc(4096))
  } finally {
    await rm(path, { force: true })
  }
}

/** @returns what to do about a failure to write in the data directory. */
export function dataDirectoryError(directory: string, cause: unknown): OperatorError {
  return new OperatorError(dataDirectoryProblem(directory, codeOf(cause)), { cause })
}

/**
 * As `mkdir -p`. Node 24's own never ends where the parent exists and the system says ENOENT, as below /proc.
 * @returns whether it was made here, and was not there before.
 */
async function makeDirectory(directory: string): Promise<boolean> {
  if (await isDirectory(directory)) return false
  await makeDirectory(dirname(directory))
  try {
    await mkdir(directory)
    return true
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!(await isDirectory(directory))) throw error
    return false
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}

function dataDirectoryProblem(directory: string, code: string): string {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return `The disk that holds ${directory} is full. Free some space, or set VIGIE_DATA_DIR to a directory elsewhere.`
    case 'ENOTDIR':
    case 'EEXIST':
      return `${directory} is not a directory. Move that file away, or set VIGIE_DATA_DIR to another directory.`
    case 'ENOENT':
    case 'EROFS':
      return `${directory} cannot be made: nothing can be written on that file system. Set VIGIE_DATA_DIR to a directory elsewhere.`
    default:
      return `Vigie may not write in ${directory} (${code}). Give ${describeOwnUser()} write permission there, or set VIGIE_DATA_DIR to a directory it owns.`
  }
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown error'
}

/** @throws {OperatorError} when less than `bytes` are free. */
export async function requireDiskSpace(directory: string, bytes: number): Promise<void> {
  const free = await freeBytes(directory)
  if (free >= bytes) return
  const megabytes = (count: number) => `${Math.floor(count / 1024 ** 2)} MB`
  throw new OperatorError(
    `Only ${megabytes(free)} are free on the disk that holds ${directory}, and PostgreSQL needs ${megabytes(bytes)}. ` +
      'Free some space, or set VIGIE_DATA_DIR to a directory elsewhere.',
  )
}

export async function freeBytes(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory)
  return bavail * bsize
}

/** The password of the cluster, or undefined when it has none yet. */
export async function readPassword(files: ClusterFiles): Promise<string | undefined> {
  const text = await readFile(files.password, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return ''
    throw new OperatorError(`${files.password} cannot be read. Run this command as the user that runs Vigie.`, {
      cause: error,
    })
  })
  return text.trim() || undefined
}

export async function createPassword(files: ClusterFiles): Promise<string> {
  const password = randomBytes(24).toString('base64url')
  const draft = `${files.password}.new`
  await writeFile(draft, `${password}\n`, { mode: 0o600, flush: true })
  await rename(draft, files.password)
  return password
}

/** Lets `owner` read the password while `work` runs, from a file that is gone afterwards. */
export async function withPasswordFile<Result>(
  files: ClusterFiles,
  password: string,
  owner: { uid: number; gid: number } | undefined,
  work: (path: string) => Promise<Result>,
): Promise<Result> {
  const path = `${files.password}.initdb`
  await rm(path, { force: true })
  await writeFile(path, `${password}\n`, { mode: 0o600, flag: 'wx' })
  try {
    if (owner !== undefined) await chown(path, owner.uid, owner.gid)
    return await work(path)
  } finally {
    await rm(path, { force: true })
  }
}

/** Opens the log to append; one that has grown past 10 MB is put aside first. */
export async function openLog(files: ClusterFiles) {
  const size = await stat(files.log).then(
    (found) => found.size,
    () => 0,
  )
  if (size > 10 * 1024 ** 2) await rename(files.log, `${files.log}.1`)
  return open(files.log, 'a', 0o600)
}

/** The last lines PostgreSQL wrote from `offset` on. */
export async function readLogFrom(files: ClusterFiles, offset: number): Promise<string> {
  const text = await readFile(files.log).catch(() => Buffer.alloc(0))
  return text.subarray(offset).toString('utf8').trim().split('\n').slice(-12).join('\n')
}

export interface Postmaster {
  pid: number
  port: number
}

/** The PostgreSQL that runs on this cluster now, as its postmaster.pid says and the process table confirms. */
export async function readPostmaster(files: ClusterFiles): Promise<Postmaster | undefined> {
  const [pidLine, directory, , portLine] = await readPostmasterFile(files)
  const pid = Number(pidLine)
  if (!Number.isInteger(pid) || pid <= 1 || directory === undefined || !isAlive(pid)) return undefined
  const command = await commandLine(pid)
  if (!command.includes('postgres') || !command.includes(directory)) return undefined
  return { pid, port: Number(portLine) }
}

/** The number in a postmaster.pid that names no PostgreSQL of this cluster, such as one that a loss of power left. */
export async function readStalePid(files: ClusterFiles): Promise<number | undefined> {
  if ((await readPostmaster(files)) !== undefined) return undefined
  const [pidLine] = await readPostmasterFile(files)
  const pid = Number(pidLine)
  return Number.isInteger(pid) && pid > 0 ? pid : undefined
}

/** Its lines; none that says anything where there is no such file. */
async function readPostmasterFile({ cluster }: ClusterFiles): Promise<string[]> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')
  return text.split('\n')
}
