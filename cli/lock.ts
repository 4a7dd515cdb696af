import { randomBytes } from 'node:crypto'
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { prepareDataDirectory } from '#server/db/cluster-files.ts'
import { processStart } from '#server/db/process-identity.ts'
import { isErrorCode } from '#server/runtime/error-code.ts'
import { OperatorError } from '#server/runtime/operator-error.ts'
import { npmCommand } from './npm-command.ts'

/*
 * One Vigie a data directory. The file vigie.lock names its process by number and start, so that a file left by a
 * killed one, or a number given to another process since, does not count.
 */
const holderSchema = z.object({
  pid: z.int(),
  start: z.string(),
  command: z.string(),
  /** Where people and programs find it, once it runs. */
  url: z.string().optional(),
  eventServerUrl: z.string().optional(),
})
export type LockHolder = z.infer<typeof holderSchema>

export interface Lock {
  /** Tells other commands where this one serves. */
  publish(addresses: { url?: string; eventServerUrl: string }): Promise<void>
  release(): Promise<void>
}

function lockFile(dataDirectory: string): string {
  return join(dataDirectory, 'vigie.lock')
}

/** @throws {OperatorError} when a live Vigie holds the directory, or it cannot be written. */
export async function acquireLock(dataDirectory: string, command: string): Promise<Lock> {
  await prepareDataDirectory(dataDirectory)
  const path = lockFile(dataDirectory)
  const start = await processStart(process.pid)
  const own: LockHolder = { pid: process.pid, start: start ?? '', command }
  const draft = await writeDraft(path, own)
  try {
    while (!(await tryLink(draft, path))) await removeStale(path, { dataDirectory, command })
  } finally {
    await rm(draft, { force: true })
  }
  return {
    publish: async (addresses) => rename(await writeDraft(path, { ...own, ...addresses }), path),
    release: () => rm(path, { force: true }),
  }
}

/** The live process that holds the directory, or undefined. */
export async function readLock(dataDirectory: string): Promise<LockHolder | undefined> {
  const holder = parseHolder(await readFile(lockFile(dataDirectory), 'utf8').catch(() => ''))
  return holder !== undefined && (await processStart(holder.pid)) === holder.start ? holder : undefined
}

function parseHolder(text: string): LockHolder | undefined {
  try {
    return holderSchema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

async function writeDraft(path: string, holder: LockHolder): Promise<string> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  await writeFile(draft, JSON.stringify(holder))
  return draft
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
  dataDirectory: string
  command: string
}

async function removeStale(path: string, wanted: Wanted): Promise<void> {
  const holder = await readLock(wanted.dataDirectory)
  if (holder !== undefined) throw new OperatorError(describeHolder(holder, wanted))
  const seen = await readFile(path, 'utf8').catch(() => undefined)
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

function describeHolder({ pid, command, url }: LockHolder, wanted: Wanted): string {
  const where = url === undefined ? '' : ` and serves ${url}`
  return (
    `Vigie already runs on ${wanted.dataDirectory} (vigie ${command}, process ${pid})${where}. ` +
    'Stop it with Ctrl-C where it runs, or give this one a directory and ports of its own: ' +
    `VIGIE_DATA_DIR=.vigie-2 PORT=3100 VIGIE_PORT=4100 ${npmCommand(wanted.command)}`
  )
}
