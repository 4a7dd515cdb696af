import { setTimeout as delay } from 'node:timers/promises'
import { OperatorError } from '../runtime/operator-error.ts'
import { codeOf, readPostmaster } from './cluster-files.ts'
import type { ClusterFiles } from './cluster-files.ts'
import { processStart } from './process-identity.ts'

const stopTimeoutMs = 60_000

/** A PostgreSQL whose supervisor was killed still runs; its lock is ours now, so nobody else uses it. */
export async function stopOrphan(files: ClusterFiles, onProgress: ((line: string) => void) | undefined): Promise<void> {
  const orphan = await readPostmaster(files)
  if (orphan === undefined) return
  onProgress?.('Stopping a PostgreSQL that an earlier run left behind')
  await signalUntilGone(orphan.pid)
}

async function signalUntilGone(pid: number): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    signalPostgres(pid, signal)
    if (await isGoneWithin(pid, stopTimeoutMs)) return
  }
  throw new OperatorError(`PostgreSQL (process ${pid}) does not stop. Stop it yourself, then start Vigie again.`)
}

function signalPostgres(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (cause) {
    if (codeOf(cause) === 'ESRCH') return
    throw new OperatorError(
      `PostgreSQL (process ${pid}) runs on this data directory as another user. Stop it, or start Vigie as that user.`,
      { cause },
    )
  }
}

async function isGoneWithin(pid: number, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs
  while ((await processStart(pid)) !== undefined) {
    if (performance.now() > deadline) return false
    await delay(20)
  }
  return true
}
