import type { Env } from '#server/env.ts'
import { readLock } from './lock.ts'

/**
 * Whether the installation is a demonstration, whose personas are somebody. One that runs says so to its own programs alone: beside it
 * the lock tells.
 */
export async function isDemonstration({ VIGIE_DEMO, VIGIE_DATA_DIR }: Env): Promise<boolean> {
  return VIGIE_DEMO === '1' || (await readLock(VIGIE_DATA_DIR))?.command === 'demo'
}
