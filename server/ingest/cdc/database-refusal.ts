import type { PointerError } from '#contract/problem.ts'
import { ProblemError } from '../../runtime/problem-error.ts'
import { CaptureError } from './capture.ts'

/** The refusal of a request because of somebody's database; `database_problem` says what stands in the way. */
function refusalOf(error: CaptureError, pointer: string): ProblemError {
  return new ProblemError('invalid-request', error.message, {
    errors: [{ pointer, detail: error.message }],
    members: { database_problem: error.code },
  })
}

/** Gives whoever asked the database's own problem: anything else goes on as it is. */
export async function refusing<Result>(pointer: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof CaptureError ? refusalOf(error, pointer) : error
  }
}

/** @throws ProblemError `invalid-request` when there are any. */
export function requireNone(errors: readonly PointerError[]): void {
  if (errors.length === 0) return
  const detail = errors.map((error) => `${error.pointer}: ${error.detail}`).join('; ')
  throw new ProblemError('invalid-request', `the config does not fit the database: ${detail}`, { errors: [...errors] })
}
