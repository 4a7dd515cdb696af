import { stat, utimes } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'

/*
 * How the holder of a lock shows from afar that it lives: it touches the file again and again. Whoever watches looks
 * for a change, and compares no clocks: those of two machines may differ.
 */
export interface Touching {
  everyMs: number
  /** How long a file is watched before nobody is believed to touch it: several times as long. */
  watchMs: number
}

export const touching: Touching = { everyMs: 5000, watchMs: 15_000 }

/** @returns a function that stops it. */
export function keepTouched(path: string, { everyMs }: Touching): () => void {
  const timer = setInterval(() => {
    const now = new Date()
    void utimes(path, now, now).catch(() => undefined)
  }, everyMs)
  timer.unref()
  return () => clearInterval(timer)
}

/** @returns true as soon as somebody touches the file or replaces it; false when nobody does, or it goes. */
export async function isTouched(path: string, { watchMs }: Touching): Promise<boolean> {
  const before = await touchedAt(path)
  const deadline = performance.now() + watchMs
  while (performance.now() < deadline) {
    await delay(watchMs / 60)
    const now = await touchedAt(path)
    if (now === undefined) return false
    if (now !== before) return true
  }
  return false
}

async function touchedAt(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  )
}
