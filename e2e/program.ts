import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { root } from '../scripts/run-command.ts'

/*
 * A process of Vigie that a test runs, freezes and kills, as an operating system would.
 */
export interface Program {
  pid: number
  /** Asks it to end (SIGTERM), and kills it if it does not within 10 s. */
  stop(): Promise<void>
  /** kill -9 */
  kill(): Promise<void>
  /** It stops where it is: its sockets stay open and nobody answers. */
  freeze(): void
  thaw(): void
  /** What it has written, for the message of a failure. */
  output(): string
}

export interface ProgramOptions {
  name: string
  command: readonly [string, ...string[]]
  env: NodeJS.ProcessEnv
  /** Asked until it answers. */
  readyUrl: string
  isReady?: (response: Response) => boolean
}

const readyTimeoutMs = 90_000

export async function startProgram(options: ProgramOptions): Promise<Program> {
  const [command, ...words] = options.command
  const child = spawn(command, words, { cwd: root, env: options.env, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = keepOutput(child)
  await once(child, 'spawn')
  await untilReady(child, options, output)
  const { pid } = child
  if (pid === undefined) throw new Error('a process that has spawned has a number')
  return {
    pid,
    stop: () => endProcess(child, 'SIGTERM'),
    kill: () => endProcess(child, 'SIGKILL'),
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    output,
  }
}

/** @returns what it has written so far. */
export function keepOutput({ stdout, stderr }: ChildProcess): () => string {
  let said = ''
  for (const stream of [stdout, stderr]) stream?.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')))
  return () => said
}

export function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

/** SIGKILL follows if SIGTERM does not end it within 10 s. */
export async function endProcess(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (hasEnded(child)) return
  const exited = once(child, 'exit')
  child.kill(signal)
  child.kill('SIGCONT')
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await exited
  clearTimeout(timer)
}

async function untilReady(child: ChildProcess, options: ProgramOptions, output: () => string): Promise<void> {
  const deadline = performance.now() + readyTimeoutMs
  const isReady = options.isReady ?? ((response: Response) => response.ok)
  while (!hasEnded(child) && performance.now() < deadline) {
    const response = await fetch(options.readyUrl, { signal: AbortSignal.timeout(2000) }).catch(() => undefined)
    if (response !== undefined && isReady(response)) return
    await delay(50)
  }
  await endProcess(child, 'SIGKILL')
  throw new Error(`The ${options.name} did not start (exit code ${child.exitCode}). It said:\n${output()}`)
}
