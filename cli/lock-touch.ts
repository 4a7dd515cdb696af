import { stat, utimes } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { isErrorCode } from '#server/runtime/error-code.ts'

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

/** Whose the lock's file is: `unknown` while it cannot be read, or is moved away by a start that looks at it. */
export type Whose = 'ours' | 'another' | 'unknown'

/**
 * Touches the file while it is ours: who was paused for longer than others watch may have a successor, whose file it is then.
 *
 * @returns a function that stops it.
 */
export function keepTouched(path: string, { everyMs }: Touching, whose: () => Promise<Whose>): () => void {
  const touch = async (): Promise<void> => {
    const now = await whose()
    if (now === 'another') clearInterval(timer)
    if (now === 'ours') await utimes(path, new Date(), new Date()).catch(() => undefined)
  }
  const timer = setInterval(() => void touch(), everyMs)
  timer.unref()
  return () => clearInterval(timer)
}

/** @returns true as soon as somebody touches the file or replaces it; false when nobody does, or it goes. */
export async function isTouched(path: string, { watchMs }: Touching): Promise<boolean> {
  let before = await touchedAt(path)
  const deadline = performance.now() + watchMs
  while (performance.now() < deadline) {
    await delay(watchMs / 60)
    const now = await touchedAt(path)
    if (now === 'gone') return false
    if (now === 'unknown') continue
    if (before !== 'unknown' && now !== before) return true
    before = now
  }
  return false
}

/** A network's disk may fail to answer for a moment: that says nothing of the file. */
async function touchedAt(path: string): Promise<number | 'gone' | 'unknown'> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    (error: unknown) => (isErrorCode(error, 'ENOENT') ? 'gone' : 'unknown'),
  )
}
