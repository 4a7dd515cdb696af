import { existsSync } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clusterFiles } from '../db/cluster-files.ts'
import { stopOrphan } from '../db/orphan.ts'
import { isAlive } from '../db/process-identity.ts'

/** A data directory of a test run is `<prefix><pid of the run>-…` in a directory for temporary files. */
export const testDataPrefix = 'vigie-test-'

/** Of the data directories: scripts/temporary-directory.ts chooses between them. */
const parents = [...new Set([tmpdir(), '/dev/shm'])]

/** Stops what runs of this user left running when they were killed, and removes their data. */
export async function clearUpAfterKilledRuns(): Promise<void> {
  for (const parent of parents.filter(existsSync)) await clearUp(parent)
}

async function clearUp(parent: string): Promise<void> {
  const names = await readdir(parent)
  for (const name of names.filter((candidate) => candidate.startsWith(testDataPrefix))) {
    const pid = Number(name.slice(testDataPrefix.length).split('-')[0])
    const directory = join(parent, name)
    if (!Number.isInteger(pid) || isAlive(pid) || !(await isOurs(directory))) continue
    await stopOrphan(clusterFiles(directory), undefined)
    // Another run may clear up the same.
    await rm(directory, { recursive: true, force: true, maxRetries: 10 })
  }
}

async function isOurs(directory: string): Promise<boolean> {
  const user = process.getuid?.() ?? 0
  if (user === 0) return true
  const owner = await stat(directory).catch(() => undefined)
  return owner?.uid === user
}
