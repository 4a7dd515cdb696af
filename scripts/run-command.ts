import { spawn } from 'node:child_process'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '..')

export interface CommandResult {
  ok: boolean
  output: string
}

export interface RunOptions {
  /** Longer than this and the command, with all it started, is killed. */
  limitMs: number
  /** Show the output while it comes. */
  echo: boolean
  env?: Readonly<Record<string, string>>
}

/** Our own programs first, so that they run on our own Node; no colours, because the output is kept. */
export function commandEnvironment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _, ...inherited } = process.env
  const path = `${join(root, 'node_modules/.bin')}:${inherited.PATH ?? '/usr/bin:/bin'}`
  // Programs that tests start again and again are compiled once.
  const compiled = join(root, 'node_modules/.cache/node-compile')
  return {
    ...inherited,
    NO_COLOR: '1',
    NEXT_TELEMETRY_DISABLED: '1',
    NODE_COMPILE_CACHE: compiled,
    ...extra,
    PATH: path,
  }
}

/** Runs a command in the repository's root, in a process group of its own that ends with it. */
export function runCommand([program = '', ...words]: readonly string[], options: RunOptions): Promise<CommandResult> {
  const child = spawn(program, words, {
    cwd: root,
    env: commandEnvironment(options.env),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const chunks: Buffer[] = []
  const keep = (chunk: Buffer): void => {
    chunks.push(chunk)
    if (options.echo) process.stdout.write(chunk)
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  return new Promise((resolve) => {
    const release = endGroupWithUs(child.pid)
    const timer = setTimeout(() => {
      keep(Buffer.from(`\nkilled after ${options.limitMs / 1000} s: ${program} ${words.join(' ')}\n`))
      endGroup(child.pid, 'SIGKILL')
    }, options.limitMs)
    const settle = (ok: boolean): void => {
      clearTimeout(timer)
      release()
      resolve({ ok, output: Buffer.concat(chunks).toString('utf8') })
    }
    child.once('error', (error) => {
      keep(Buffer.from(`${error.message}\n`))
      settle(false)
    })
    // What it left running would hold the pipes open, and `close` would never come.
    child.once('exit', () => endGroup(child.pid, 'SIGKILL'))
    child.once('close', (code) => settle(code === 0))
  })
}

function endGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch {
    // The group has ended by itself, which is the usual case.
  }
}

/** A detached group does not get the terminal's Ctrl-C: hand it on, then end as the signal says. */
function endGroupWithUs(pid: number | undefined): () => void {
  const ends = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((signal) => {
    const end = (): void => {
      endGroup(pid, 'SIGTERM')
      setTimeout(() => {
        endGroup(pid, 'SIGKILL')
        process.exit(130)
      }, 5000)
    }
    process.once(signal, end)
    return () => process.off(signal, end)
  })
  return () => ends.forEach((off) => off())
}
