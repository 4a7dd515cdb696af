import { readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clusterFiles } from '../db/cluster-files.ts'
import { stopOrphan } from '../db/orphan.ts'
import { isAlive } from '../db/process-identity.ts'

/** A data directory of a test run is `<prefix><pid of the run>-…` in the directory for temporary files. */
export const testDataPrefix = 'vigie-test-'

/** Stops what runs of this user left running when they were killed, and removes their data. */
export async function clearUpAfterKilledRuns(): Promise<void> {
  const names = await readdir(tmpdir())
  for (const name of names.filter((candidate) => candidate.startsWith(testDataPrefix))) {
    const pid = Number(name.slice(testDataPrefix.length).split('-')[0])
    const directory = join(tmpdir(), name)
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
