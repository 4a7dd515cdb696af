import type { ChildProcess } from 'node:child_process'
import { fork } from 'node:child_process'
import { commandEnvironment, root } from '../scripts/run-command.ts'
import type { Program } from './program.ts'
import { endProcess, hasEnded, keepOutput } from './program.ts'
import type { EventServerSettings, Order } from './successive-event-servers.ts'

/** Runs a worker's event servers in one process, until a test kills it: then the next one gets a new process. */
export class EventServerHost {
  #child: ChildProcess | null = null
  #said: () => string = () => ''

  /** @returns the process, as a program that may be frozen and killed; stopped, it waits for the next. */
  async start(settings: EventServerSettings): Promise<Program> {
    const child = this.#running()
    const before = this.#said().length
    await this.#ask(child, { start: settings })
    const { pid } = child
    if (pid === undefined) throw new Error('a process that answers has a number')
    return {
      pid,
      stop: async () => {
        child.kill('SIGCONT')
        if (!hasEnded(child)) await this.#ask(child, { stop: true })
      },
      kill: () => endProcess(child, 'SIGKILL'),
      freeze: () => void child.kill('SIGSTOP'),
      thaw: () => void child.kill('SIGCONT'),
      output: () => this.#said().slice(before),
    }
  }

  async end(): Promise<void> {
    if (this.#child !== null) await endProcess(this.#child, 'SIGTERM')
  }

  #running(): ChildProcess {
    if (this.#child !== null && !hasEnded(this.#child)) return this.#child
    this.#child = fork(new URL('successive-event-servers.ts', import.meta.url), {
      cwd: root,
      env: commandEnvironment({ NODE_ENV: 'production' }),
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    this.#said = keepOutput(this.#child)
    return this.#child
  }

  async #ask(child: ChildProcess, order: Order): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const fail = (): void =>
      reject(new Error(`The event server ended (exit code ${child.exitCode}). It said:\n${this.#said()}`))
    child.once('message', () => resolve()).once('exit', fail)
    child.send(order)
    await promise.finally(() => child.off('exit', fail))
  }
}
