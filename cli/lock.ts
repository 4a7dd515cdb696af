import { randomBytes } from 'node:crypto'
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as z from 'zod'
import { dataDirectoryError, prepareDataDirectory } from '#server/db/cluster-files.ts'
import { processStart } from '#server/db/process-identity.ts'
import { isErrorCode } from '#server/runtime/error-code.ts'
import { OperatorError } from '#server/runtime/operator-error.ts'
import type { Touching, Whose } from './lock-touch.ts'
import { isTouched, keepTouched, touching } from './lock-touch.ts'
import { npmCommand } from './npm-command.ts'
import { ownProcessSpace } from './process-space.ts'

/*
 * One Vigie a data directory. The file vigie.lock names its process by number and start, so that a file left by a
 * killed one, or a number given to another process since, does not count. What a number names is known within one space
 * of processes only: of a holder elsewhere, in another container, what counts is whether it still touches the file.
 */
const holderSchema = z.object({
  pid: z.int(),
  start: z.string(),
  command: z.string(),
  /** Absent of an older Vigie; null where the system tells none. See process-space.ts. */
  space: z.string().nullish(),
  /** Where people and programs find it, once it runs. */
  url: z.string().optional(),
  eventServerUrl: z.string().optional(),
})
export type LockHolder = z.infer<typeof holderSchema>

export interface Lock {
  /** Tells other commands where this one serves, unless it was overtaken. */
  publish(addresses: { url?: string; eventServerUrl: string }): Promise<void>
  release(): Promise<void>
}

function lockFile(dataDirectory: string): string {
  return join(dataDirectory, 'vigie.lock')
}

export interface Acquiring {
  /** Called with one line when a holder that may live elsewhere is watched. */
  onProgress?: (line: string) => void
  times?: Touching
}

/** @throws {OperatorError} when a live Vigie holds the directory, or it cannot be written. */
export async function acquireLock(
  dataDirectory: string,
  command: string,
  { onProgress = () => undefined, times = touching }: Acquiring = {},
): Promise<Lock> {
  await prepareDataDirectory(dataDirectory)
  const path = lockFile(dataDirectory)
  const start = await processStart(process.pid)
  const space = await ownProcessSpace()
  const own: LockHolder = { pid: process.pid, start: start ?? '', command, space }
  const draft = await writeDraft(path, own)
  try {
    while (!(await tryLink(draft, path))) await removeStale({ path, dataDirectory, command, space, times, onProgress })
  } finally {
    await rm(draft, { force: true })
  }
  const whose = () => whoseIs(path, own)
  const stopTouching = keepTouched(path, times, whose)
  return {
    publish: async (addresses) => {
      if ((await whose()) !== 'another') await rename(await writeDraft(path, { ...own, ...addresses }), path)
    },
    release: async () => {
      stopTouching()
      if ((await whose()) === 'ours') await rm(path, { force: true })
    },
  }
}

async function whoseIs(path: string, own: LockHolder): Promise<Whose> {
  const found = parseHolder(await readFile(path, 'utf8').catch(() => ''))
  if (found === undefined) return 'unknown'
  return found.pid === own.pid && found.start === own.start && found.space === own.space ? 'ours' : 'another'
}

/** The live process that holds the directory, or undefined; one in another container is not seen. */
export async function readLock(dataDirectory: string): Promise<LockHolder | undefined> {
  const holder = parseHolder(await readFile(lockFile(dataDirectory), 'utf8').catch(() => ''))
  if (holder === undefined || isElsewhere(holder, await ownProcessSpace())) return undefined
  return (await isRunning(holder)) ? holder : undefined
}

async function isRunning({ pid, start }: LockHolder): Promise<boolean> {
  return (await processStart(pid)) === start
}

/** Whether numbers of processes mean something else to the holder than here. */
function isElsewhere(holder: LockHolder, space: string | null): boolean {
  return holder.space != null && space !== null && holder.space !== space
}

function parseHolder(text: string): LockHolder | undefined {
  try {
    return holderSchema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

/** @throws {OperatorError} when it cannot be written; nothing of it stays then. */
async function writeDraft(path: string, holder: LockHolder): Promise<string> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  try {
    await writeFile(draft, JSON.stringify(holder))
    return draft
  } catch (cause) {
    await rm(draft, { force: true })
    throw dataDirectoryError(dirname(path), cause)
  }
}

async function tryLink(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path)
    return true
  } catch (error) {
    if (isErrorCode(error, 'EEXIST')) return false
    throw error
  }
}

interface Wanted {
  path: string
  dataDirectory: string
  command: string
  space: string | null
  times: Touching
  onProgress: (line: string) => void
}

/** @throws {OperatorError} when whoever it names lives. */
async function removeStale(wanted: Wanted): Promise<void> {
  const { path } = wanted
  const seen = await readFile(path, 'utf8').catch(() => undefined)
  const holder = parseHolder(seen ?? '')
  if (holder !== undefined) await refuseLiving(holder, wanted)
  const aside = `${path}.${randomBytes(6).toString('hex')}`
  await rename(path, aside).catch((cause: unknown) => {
    // Another start has been faster.
    if (isErrorCode(cause, 'ENOENT')) return
    const why = `it cannot be moved away: ${cause instanceof Error ? cause.message : String(cause)}`
    throw new OperatorError(`${path} is left of a Vigie that runs no more, and ${why}. Remove it, then start again.`, {
      cause,
    })
  })
  // Between the look and the rename another start may have put its own file there: that one goes back.
  const moved = await readFile(aside, 'utf8').catch(() => undefined)
  if (moved !== undefined && moved !== seen) await tryLink(aside, path)
  await rm(aside, { force: true })
}

async function refuseLiving(holder: LockHolder, wanted: Wanted): Promise<void> {
  if (!isElsewhere(holder, wanted.space)) {
    if (await isRunning(holder)) throw new OperatorError(describeHolder(holder, wanted))
    return
  }
  wanted.onProgress(`Looking whether a Vigie in another container still runs on ${wanted.dataDirectory}`)
  if (await isTouched(wanted.path, wanted.times)) throw new OperatorError(describeElsewhere(holder, wanted))
}

function describeElsewhere({ command }: LockHolder, { dataDirectory }: Wanted): string {
  return (
    `Another Vigie, in another container or on another machine, runs on ${dataDirectory} (vigie ${command}); stop it ` +
    'first. Two of them on one data directory would ruin its database.'
  )
}

function describeHolder({ pid, command, url }: LockHolder, wanted: Wanted): string {
  const where = url === undefined ? '' : ` and serves ${url}`
  return (
    `Vigie already runs on ${wanted.dataDirectory} (vigie ${command}, process ${pid})${where}. ` +
    'Stop it with Ctrl-C where it runs, or give this one a directory and ports of its own: ' +
    `VIGIE_DATA_DIR=.vigie-2 PORT=3100 VIGIE_PORT=4100 ${npmCommand(wanted.command)}`
  )
}
