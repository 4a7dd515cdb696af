import { closeSync, openSync, readFileSync } from 'node:fs'
import { copyFile, stat, truncate } from 'node:fs/promises'

const maxLogBytes = 20 * 1024 ** 2
const checkEveryMs = 60_000

/** Opens a log to append, gives its descriptor to `use`, and closes it here: a child has its own by then. */
export function withLogFile<Result>(path: string, use: (descriptor: number) => Result): Result {
  const descriptor = openSync(path, 'a', 0o600)
  try {
    return use(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/**
 * Keeps a log that a child appends to from growing without end: past 20 MB its content moves to `PATH.1`. Lines written
 * between copy and truncation are lost. @returns a function that stops it.
 */
export function keepLogSmall(path: string): () => void {
  const timer = setInterval(() => void shrink(path).catch(() => undefined), checkEveryMs)
  timer.unref()
  return () => clearInterval(timer)
}

async function shrink(path: string): Promise<void> {
  if ((await stat(path)).size <= maxLogBytes) return
  await copyFile(path, `${path}.1`)
  await truncate(path)
}

/** The last lines of what was written from `offset` on. */
export function lastLines(path: string, offset: number, count = 15): string {
  return readFileSync(path).subarray(offset).toString('utf8').trim().split('\n').slice(-count).join('\n')
}
