import { execFile, spawn } from 'node:child_process'
import type { ChildProcess, StdioOptions } from 'node:child_process'
import { userInfo } from 'node:os'
import { promisify } from 'node:util'
import { OperatorError } from '../runtime/operator-error.ts'

const execFileAsync = promisify(execFile)

/*
 * PostgreSQL refuses to run as root. Started by root it runs as the system user `postgres`; where the checkout lies
 * below a directory that this user may not enter (/root has mode 700) it keeps one capability, reading, and no other.
 */

const systemUser = 'postgres'
const environment = { NODE_ENV: 'production', PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } as const

/** How PostgreSQL's programs are started: as whom, and with what in front. */
export interface OperatingUser {
  /** Undefined when everything runs as the user that started Vigie. */
  owner: { uid: number; gid: number } | undefined
  /** Command put in front of the program, which it becomes by exec; empty for none. */
  prefix: readonly string[]
}

export function isRoot(): boolean {
  return process.getuid?.() === 0
}

/** Asks the system who runs this. @throws when its list of users does not hold them. */
type LookUp = () => { username: string }

/** The name of the user that runs this, or its number: in a container a user need not have a name. */
export function describeOwnUser(lookUp: LookUp = userInfo): string {
  return ownUserName(lookUp) ?? `the user with number ${process.getuid?.()}`
}

/** @returns undefined when the system's list of users (/etc/passwd) does not hold the user that runs this. */
function ownUserName(lookUp: LookUp): string | undefined {
  try {
    return lookUp().username
  } catch {
    return undefined
  }
}

/** @throws {OperatorError} when the user that runs this has no name: PostgreSQL's initdb asks the system for it. */
export function requireNamedUser(lookUp: LookUp = userInfo): void {
  if (ownUserName(lookUp) !== undefined) return
  throw new OperatorError(
    `A new embedded database cannot be made by ${describeOwnUser(lookUp)}, whom the system does not know. ` +
      'Add that number to /etc/passwd (useradd --uid), start Vigie as a user that is there, or set DATABASE_URL.',
  )
}

/**
 * @param probe a program that must be startable, such as `…/bin/postgres`; it is called with `--version`.
 * @param directory an existing directory that must be reachable.
 * @throws {OperatorError} when root cannot start programs as another user here.
 */
export async function findOperatingUser(probe: string, directory: string): Promise<OperatingUser> {
  if (!isRoot()) return { owner: undefined, prefix: [] }
  const owner = (await lookUp()) ?? (await createSystemUser())
  const plain: OperatingUser = { owner, prefix: [] }
  if (await canReach(plain, probe, directory)) return plain
  for (const capability of ['dac_read_search', 'dac_override']) {
    const capable: OperatingUser = { owner, prefix: withCapability(owner, capability) }
    if (await canReach(capable, probe, directory)) return capable
  }
  throw new OperatorError(
    `PostgreSQL does not run as root, and the user "${systemUser}" may not enter ${directory} or the directory of ${probe}. ` +
      'Put the checkout where every user may go (such as /opt/vigie), or start Vigie as a user other than root.',
  )
}

function withCapability(owner: { uid: number; gid: number }, capability: string): string[] {
  const ids = [`--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups']
  const only = `-all,+${capability}`
  const sets = [`--inh-caps=${only}`, `--ambient-caps=${only}`, `--bounding-set=${only}`]
  // access(2), by which PostgreSQL looks at its own programs, ignores capabilities of non-root users without this bit
  return ['setpriv', ...ids, ...sets, '--securebits=+no_setuid_fixup', '--no-new-privs']
}

async function lookUp(): Promise<{ uid: number; gid: number } | undefined> {
  try {
    const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => execFileAsync('id', [flag, systemUser])))
    if (uid === undefined || gid === undefined) return undefined
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  } catch {
    return undefined
  }
}

async function createSystemUser(): Promise<{ uid: number; gid: number }> {
  const user = ['--system', '--gid', systemUser, '--no-create-home', '--shell', '/usr/sbin/nologin', systemUser]
  try {
    await execFileAsync('groupadd', ['--system', '--force', systemUser], { env: environment })
    await execFileAsync('useradd', user, { env: environment })
  } catch (cause) {
    throw new OperatorError(
      `PostgreSQL does not run as root, and the system user "${systemUser}" could not be created. ` +
        `Create it (useradd --system ${systemUser}), or start Vigie as a user other than root.`,
      { cause },
    )
  }
  const created = await lookUp()
  if (created === undefined) throw new OperatorError(`The system user "${systemUser}" was created but is not found`)
  return created
}

/** Starts a program as the operating user, as leader of its own session: the terminal's signals do not reach it. */
export function spawnAs(
  user: OperatingUser,
  program: string,
  args: readonly string[],
  options: { stdio: StdioOptions; env?: NodeJS.ProcessEnv },
): ChildProcess {
  const [command, ...prefixArgs] = [...user.prefix, program]
  if (command === undefined) throw new Error('unreachable: the program itself is always there')
  const identity = user.prefix.length === 0 && user.owner !== undefined ? user.owner : {}
  return spawn(command, [...prefixArgs, ...args], { cwd: '/', detached: true, ...options, ...identity })
}

async function canReach(user: OperatingUser, probe: string, directory: string): Promise<boolean> {
  const script = 'cd "$1" && cd / && exec "$2" --version'
  const child = spawnAs(user, '/bin/sh', ['-c', script, 'sh', directory, probe], { stdio: 'ignore' })
  return new Promise((resolve) => {
    child.once('error', () => resolve(false))
    child.once('exit', (code) => resolve(code === 0))
  })
}
