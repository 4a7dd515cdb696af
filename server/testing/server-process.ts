import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import * as z from 'zod'

const readySchema = z.object({ type: z.literal('ready'), url: z.string() })

export interface ServerProcess {
  child: ChildProcess
  url: string
}

/** A real event server in a process of its own. */
export async function startProcess(url: string): Promise<ServerProcess> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./open-event-server.ts', import.meta.url))], {
    env: {
      ...process.env,
      DATABASE_URL: url,
      VIGIE_PORT: '0',
      VIGIE_SECRET: 'a secret of at least thirty-two characters',
      LOG_LEVEL: 'silent',
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const [message] = await Promise.race([once(child, 'message'), once(child, 'exit')])
  return { child, url: readySchema.parse(message).url }
}

/** @returns its exit code; null when the signal ended it. */
export async function end({ child }: ServerProcess, signal: NodeJS.Signals): Promise<number | null> {
  const exited = once(child, 'exit')
  child.kill(signal)
  const [code] = await exited
  return z.number().nullable().parse(code)
}
