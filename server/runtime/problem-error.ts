import type { PointerError, Problem, ProblemCode } from '#contract/problem.ts'
import { problemStatuses } from '#contract/problem.ts'

interface ProblemExtras {
  errors?: PointerError[]
  /** Seconds after which the same request may succeed. */
  retryAfterSeconds?: number
  /** A problem type that others have registered; absent = ours. */
  type?: string
  /** Header fields of the answer. */
  headers?: Readonly<Record<string, string>>
  /** Further members of the problem. */
  members?: Record<string, unknown>
}

/** A refusal that its caller can understand: thrown anywhere below a route, answered as an RFC 9457 problem. */
export class ProblemError extends Error {
  override name = 'ProblemError'
  readonly code: ProblemCode
  readonly extras: ProblemExtras

  constructor(code: ProblemCode, detail: string, extras: ProblemExtras = {}) {
    super(detail)
    this.code = code
    this.extras = extras
  }

  get status(): number {
    return problemStatuses[this.code]
  }

  toProblem(): Problem {
    return {
      type: this.extras.type ?? `/problems/${this.code}`,
      title: titleOf(this.code),
      status: this.status,
      detail: this.message,
      code: this.code,
      ...(this.extras.errors && { errors: this.extras.errors }),
      ...this.extras.members,
    }
  }
}

/** @returns the refusal of one member of what was sent. @param pointer to it, such as `#/password` */
export function invalidAt(pointer: string, detail: string): ProblemError {
  return new ProblemError('invalid-request', `${pointer}: ${detail}`, { errors: [{ pointer, detail }] })
}

/** `payload-too-large` → `Payload too large`. */
function titleOf(code: ProblemCode): string {
  const words = code.replaceAll('-', ' ').replace('json', 'JSON')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
