import { vi } from 'vitest'
import { createProgram } from '../program.ts'
import { reportError } from '../run.ts'

/** What a command left. */
export interface Left {
  code: number
  out: string
  err: string
}

/** Thrown where the program would have ended its process. */
class Exit extends Error {
  readonly exitCode: number

  constructor(exitCode: number) {
    super(`exit code ${exitCode}`)
    this.exitCode = exitCode
  }
}

/**
 * Runs a command in this process, which loads each command once: a process for each would take ten times as long as
 * what the command does. One at a time.
 */
export async function vigieInProcess(variables: Readonly<Record<string, string>>, args: string[]): Promise<Left> {
  const left = { code: 0, out: '', err: '' }
  const restore = [
    capture(process.stdout, (text) => (left.out += text)),
    capture(process.stderr, (text) => (left.err += text)),
    throwOnExit(),
  ]
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value)
  try {
    await (await createProgram(args)).parseAsync(args, { from: 'user' })
    left.code = Number(process.exitCode ?? 0)
  } catch (error) {
    if (!(error instanceof Exit)) reportError(error)
    left.code = error instanceof Exit ? error.exitCode : 1
  } finally {
    for (const each of restore) each()
    vi.unstubAllEnvs()
    process.exitCode = undefined
  }
  return left
}

function capture(stream: NodeJS.WriteStream, take: (text: string) => void): () => void {
  const write = vi.spyOn(stream, 'write').mockImplementation((chunk) => {
    take(String(chunk))
    return true
  })
  return () => write.mockRestore()
}

function throwOnExit(): () => void {
  const exit = vi.spyOn(process, 'exit').mockImplementation((code) => {
    throw new Exit(Number(code ?? process.exitCode ?? 0))
  })
  return () => exit.mockRestore()
}
