import { once } from 'node:events'
import { isErrorCode } from '#server/runtime/error-code.ts'
import { ProblemError } from '#server/runtime/problem-error.ts'
import { OperatorError } from '#server/runtime/operator-error.ts'
import { StopRequest } from './stop-request.ts'
import type { Output } from './output.ts'

/** Says on stderr what went wrong: one line for what somebody can put right, the stack for what nobody expected. */
export function reportError(error: unknown): void {
  const expected = error instanceof OperatorError || error instanceof ProblemError
  const text = expected ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`vigie: ${lacksDatabaseClient(error) ? howToGenerate : text}\n`)
}

const howToGenerate =
  'The client of the database was not generated, which npm ci does: run npm ci, without --ignore-scripts.'

/** It is no part of the repository: the script `postinstall` writes it. */
function lacksDatabaseClient(error: unknown): boolean {
  return (
    error instanceof Error &&
    isErrorCode(error, 'ERR_MODULE_NOT_FOUND') &&
    /[\\/]db[\\/]generated[\\/]/.test(error.message)
  )
}

/** Runs a command that ends by itself, and exits: the schema engine leaves a timer behind. */
export async function runCommand(work: () => Promise<void>): Promise<never> {
  try {
    await work()
  } catch (error) {
    reportError(error)
    process.exitCode = 1
  }
  process.exit()
}

/**
 * Runs a command that goes on until it is told to stop. `bringUp` leaves on the stack how each of its steps is undone;
 * whatever happens, the stack is unwound before this process ends. Exit code 0 after a signal, 1 after a failure, and
 * when a second press found something that did not end.
 */
export async function runUntilStopped(
  output: Output,
  bringUp: (stop: StopRequest, stack: AsyncDisposableStack) => Promise<void>,
): Promise<never> {
  const stop = new StopRequest()
  const stack = new AsyncDisposableStack()
  stop.signal.addEventListener('abort', () => output.progress('Stopping; a second Ctrl-C ends it at once'))
  // A fault of ours, too, must not leave programs behind.
  process.on('uncaughtException', (error) => stop.fail(error))
  let failure: unknown
  try {
    await bringUp(stop, stack)
    if (!stop.signal.aborted) await once(stop.signal, 'abort')
  } catch (error) {
    if (!stop.signal.aborted) failure = error
  }
  try {
    await stack.disposeAsync()
  } catch (error) {
    failure ??= error
  }
  failure ??= stop.failure
  if (failure !== undefined) reportError(failure)
  else output.progress('Stopped')
  process.exit(failure === undefined ? 0 : 1)
}
