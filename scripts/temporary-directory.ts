import { statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'

/** Where Linux keeps files in memory. */
const memoryDirectory = '/dev/shm'

/** Several times what the tests keep at a time. */
const roomyBytes = 8 * 2 ** 30

/**
 * Where tests keep what they throw away: where TMPDIR says, or in memory where there is room, since making and removing the files
 * of hundreds of databases takes a disk longer than filling them.
 */
export function temporaryDirectory(): string {
  const isRoomy = process.availableMemory() >= roomyBytes && freeBytes(memoryDirectory) >= roomyBytes
  return process.env.TMPDIR === undefined && isRoomy ? memoryDirectory : tmpdir()
}

function freeBytes(directory: string): number {
  try {
    const { bavail, bsize } = statfsSync(directory)
    return bavail * bsize
  } catch {
    return 0
  }
}
