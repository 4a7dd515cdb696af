import { readFile, readlink } from 'node:fs/promises'

/**
 * Names the space within which numbers of processes, and their starts, mean the same: the machine since its start, and
 * on it the container. Null where the system tells none, as on macOS.
 */
export async function ownProcessSpace(): Promise<string | null> {
  try {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8')
    return `${boot.trim()} ${await readlink('/proc/self/ns/pid')}`
  } catch {
    return null
  }
}
