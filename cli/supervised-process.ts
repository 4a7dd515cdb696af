import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { backoffMs, pause } from '#server/runtime/backoff.ts'
import { OperatorError } from '#server/runtime/operator-error.ts'
import { keepLogSmall, lastLines, withLogFile } from './log-file.ts'

export interface ProcessOptions {
  /** As it is spoken of: `event server`. */
  name: string
  /** Arguments of node, the program's path among them. */
  args: readonly string[]
  cwd: string
  env: NodeJS.ProcessEnv
  /** Where its output goes; absent = this terminal. */
  logPath?: string
  /** Answers below 500 once the program is ready; absent = ready when it runs. */
  readyUrl?: string
  /** How long it waits before it is started again, having ended so often by itself; absent = ever longer, up to 10 s. */
  waitMs?: (ended: number) => number
  /** Called with one line when it ended unasked. */
  onTrouble: (line: string) => void
  /** Called when it cannot be started again; it does not run any more. */
  onLost: (error: OperatorError) => void
}

const readyTimeoutMs = 120_000
const drainTimeoutMs = 20_000
/** Having run so long, it is started again without delay. */
const steadyMs = 30_000

/**
 * A program of node that is kept running: started again, with backoff, however it ends. It leads a process group of its
 * own, so Ctrl-C in the terminal does not reach it, and has an IPC channel by which it notices the supervisor's death.
 */
export class SupervisedProcess {
  readonly #options: ProcessOptions
  readonly #stopping = new AbortController()
  /** Ends the pause before the next start. */
  #waiting = new AbortController()
  #child: ChildProcess | undefined
  #loop: Promise<void> | undefined
  #logOffset = 0
  #restarting = false

  constructor(options: ProcessOptions) {
    this.#options = options
  }

  /** @throws {OperatorError} with its last words when it ends before it was ready for the first time. */
  async start(signal: AbortSignal): Promise<void> {
    const child = this.#spawn()
    const ended = once(child, 'exit').then(() => 'ended' as const)
    const outcome = await Promise.race([ended, this.#isReady(signal)])
    signal.throwIfAborted()
    if (outcome !== 'ready') {
      await this.stop()
      throw new OperatorError(`The ${this.#options.name} did not start${this.#lastWords()}`)
    }
    const { logPath } = this.#options
    const forgetLog = logPath === undefined ? () => undefined : keepLogSmall(logPath)
    this.#loop = this.#keepRunning(child)
      .catch((cause: unknown) => this.#giveUp(cause))
      .finally(forgetLog)
  }

  /** Lets it drain and end, and starts it again at once, also where it has ended by itself and waits for its turn. */
  async restart(): Promise<void> {
    this.#restarting = true
    this.#waiting.abort()
    if (this.#child !== undefined) await end(this.#child)
  }

  /** SIGTERM, so that it drains; SIGKILL to its whole group when that takes too long. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    if (this.#child !== undefined) await end(this.#child)
    await this.#loop
  }

  /** SIGKILL to it and whatever it started. */
  kill(): void {
    this.#stopping.abort()
    if (this.#child !== undefined) killGroup(this.#child)
  }

  #spawn(): ChildProcess {
    const { args, cwd, env, logPath } = this.#options
    const start = (output: number | 'inherit') =>
      spawn(process.execPath, [...args], { cwd, env, detached: true, stdio: ['ignore', output, output, 'ipc'] })
    if (logPath !== undefined) this.#logOffset = statSync(logPath, { throwIfNoEntry: false })?.size ?? 0
    const child = logPath === undefined ? start('inherit') : withLogFile(logPath, start)
    child.on('error', () => undefined)
    this.#child = child
    return child
  }

  async #keepRunning(first: ChildProcess): Promise<void> {
    const { name, waitMs = backoffMs, onTrouble } = this.#options
    const signal = this.#stopping.signal
    for (let child = first, attempt = 0; !signal.aborted; child = this.#spawn()) {
      const startedAt = performance.now()
      if (isRunning(child)) await once(child, 'exit')
      if (signal.aborted) break
      killGroup(child)
      if (!this.#restarting) {
        attempt = performance.now() - startedAt > steadyMs ? 0 : attempt + 1
        onTrouble(`the ${name} ended (${howItEnded(child)}) and is started again`)
        this.#waiting = new AbortController()
        await pause(waitMs(attempt), AbortSignal.any([signal, this.#waiting.signal]))
      }
      this.#restarting = false
      if (signal.aborted) break
    }
  }

  #giveUp(cause: unknown): void {
    const reason = cause instanceof Error ? cause.message : String(cause)
    this.#options.onLost(
      new OperatorError(`The ${this.#options.name} ended and cannot be started again: ${reason}`, { cause }),
    )
  }

  async #isReady(signal: AbortSignal): Promise<'ready' | 'not ready'> {
    const { readyUrl } = this.#options
    if (readyUrl === undefined) return 'ready'
    const deadline = performance.now() + readyTimeoutMs
    while (performance.now() < deadline && !this.#stopping.signal.aborted && !signal.aborted) {
      if (await answers(readyUrl)) return 'ready'
      await delay(50)
    }
    return 'not ready'
  }

  #lastWords(): string {
    const { logPath } = this.#options
    if (logPath === undefined) return '.'
    const words = lastLines(logPath, this.#logOffset)
    return `; its log is ${logPath}${words === '' ? '' : `:\n${words}`}`
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(10_000), redirect: 'manual' })
    await response.body?.cancel()
    return response.status < 500
  } catch {
    return false
  }
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null
}

function howItEnded(child: ChildProcess): string {
  return child.signalCode ?? `exit code ${child.exitCode}`
}

async function end(child: ChildProcess): Promise<void> {
  if (!isRunning(child)) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => killGroup(child), drainTimeoutMs)
  await exited
  clearTimeout(timer)
  killGroup(child)
}

/** What a program started may outlive it; the group's number stays taken as long as any of them lives. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // Nobody is left.
  }
}
