import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/*
 * A part of a benchmark that runs in a process of its own, so that its CPU is not counted with another's: load
 * generators, clients, baselines. One request at a time is answered over IPC.
 */

export interface Worker {
  pid: number
  /** The caller names the answer's type: both ends of the channel are files of this folder. */
  call<Answer = void>(method: string, input?: unknown): Promise<Answer>
  stop(): Promise<void>
}

interface Reply {
  id: number
  answer?: unknown
  error?: string
}

/** Starts bench/processes/NAME.ts. */
export async function startWorker(name: string): Promise<Worker> {
  const child = fork(join(import.meta.dirname, 'processes', `${name}.ts`), {
    serialization: 'advanced',
    execArgv: ['--max-old-space-size=4096'],
  })
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  child.on('message', (message) => {
    const { id, answer, error } = message as Reply // only `serve` below writes to this channel
    if (error === undefined) waiting.get(id)?.resolve(answer)
    else waiting.get(id)?.reject(new Error(`${name}: ${error}`))
    waiting.delete(id)
  })
  child.once('exit', (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`${name} ended with ${code}`))
  })
  await once(child, 'spawn')
  let next = 0
  return {
    pid: child.pid ?? 0,
    call<Answer>(method: string, input?: unknown) {
      const reply = Promise.withResolvers<unknown>()
      waiting.set((next += 1), reply)
      child.send({ id: next, method, input })
      return reply.promise as Promise<Answer> // what the method of that name returns
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** The worker's side: answers until the parent is gone. */
export function serve(methods: Record<string, (input: never) => unknown>): void {
  process.on('disconnect', () => process.exit(0))
  process.on('message', (message) => {
    const { id, method, input } = message as { id: number; method: string; input: never } // from `call` above
    void answer({ id }, async () => methods[method]?.(input))
  })
}

async function answer({ id }: { id: number }, work: () => Promise<unknown>): Promise<void> {
  try {
    process.send?.({ id, answer: await work() } satisfies Reply)
  } catch (error) {
    process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
}
