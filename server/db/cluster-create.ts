import { chown, mkdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { OperatorError } from '../runtime/operator-error.ts'
import { codeOf, createPassword, embeddedRole, requireDiskSpace, withPasswordFile } from './cluster-files.ts'
import type { ClusterFiles } from './cluster-files.ts'
import { describeOwnUser, requireNamedUser, spawnAs } from './operating-user.ts'
import type { OperatingUser } from './operating-user.ts'
import { majorVersion } from './postgres-programs.ts'

/** Nothing of the starter's environment, whose PG… variables would change what the server does. */
export const postgresEnvironment: NodeJS.ProcessEnv = {
  NODE_ENV: 'production',
  PATH: '/usr/local/bin:/usr/bin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
}

const bytesForNewCluster = 400 * 1024 ** 2

/** @throws {OperatorError} when there is one that these binaries cannot open. */
export async function hasCluster(files: ClusterFiles): Promise<boolean> {
  const version = await readFile(join(files.cluster, 'PG_VERSION'), 'utf8').catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return undefined
    throw new OperatorError(`${files.cluster} cannot be read. Start Vigie as the user that owns it.`, { cause: error })
  })
  if (version === undefined) return false
  if (version.trim() === majorVersion) return true
  throw new OperatorError(
    `The database in ${files.cluster} was made by PostgreSQL ${version.trim()}, and this Vigie brings ${majorVersion}. ` +
      'Start it once more with the Vigie that made it, dump it with pg_dump, move the directory away and restore the dump.',
  )
}

/** PostgreSQL serves only a directory of its own. @throws {OperatorError} when the cluster is somebody else's. */
export async function requireOwnCluster({ cluster }: ClusterFiles, user: OperatingUser): Promise<void> {
  const { uid } = await stat(cluster)
  const expected = user.owner?.uid ?? process.getuid?.()
  if (expected === undefined || uid === expected) return
  const who =
    user.owner === undefined ? describeOwnUser() : `${describeOwnUser()}, whose PostgreSQL has number ${expected}`
  throw new OperatorError(
    `The database in ${cluster} belongs to the user with number ${uid}, not to ${who}. ` +
      'Start Vigie as the user that made it, or set VIGIE_DATA_DIR to another directory.',
  )
}

/** Made beside and renamed when complete: a start that is interrupted leaves nothing half-made in use. */
export async function createCluster(
  files: ClusterFiles,
  { initdb, user, signal }: { initdb: string; user: OperatingUser; signal: AbortSignal | undefined },
): Promise<void> {
  if (user.owner === undefined) requireNamedUser()
  await requireDiskSpace(files.directory, bytesForNewCluster)
  const draft = `${files.cluster}.new`
  await rm(draft, { recursive: true, force: true })
  await mkdir(draft, { mode: 0o700 })
  if (user.owner !== undefined) await chown(draft, user.owner.uid, user.owner.gid)
  const password = await createPassword(files)
  await withPasswordFile(files, password, user.owner, (passwordFile) =>
    runInitdb({ initdb, draft, passwordFile, user, signal }),
  )
  await rename(draft, files.cluster)
}

async function runInitdb(run: {
  initdb: string
  draft: string
  passwordFile: string
  user: OperatingUser
  signal: AbortSignal | undefined
}): Promise<void> {
  const args = [
    `--pgdata=${run.draft}`,
    `--username=${embeddedRole}`,
    `--pwfile=${run.passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--data-checksums',
  ]
  const child = spawnAs(run.user, run.initdb, args, { stdio: ['ignore', 'pipe', 'pipe'], env: postgresEnvironment })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')))
  const stop = () => child.kill('SIGTERM')
  run.signal?.addEventListener('abort', stop)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('close', resolve).once('error', reject)
  })
  run.signal?.removeEventListener('abort', stop)
  if (code === 0) return
  await rm(run.draft, { recursive: true, force: true })
  run.signal?.throwIfAborted()
  throw new OperatorError(explain(said, `PostgreSQL's initdb failed in ${run.draft} (exit code ${code})`))
}

export function explain(said: string, summary: string): string {
  if (said.includes('No space left on device')) {
    return `${summary}: the disk is full. Free some space, or set VIGIE_DATA_DIR to a directory elsewhere.`
  }
  return `${summary}:\n${said.trim().split('\n').slice(-8).join('\n')}`
}
