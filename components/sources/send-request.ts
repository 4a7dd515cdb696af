import type { PointerError } from '#contract/problem.ts'

/** Why the event server did not do what it was asked for. */
export type RequestFailure =
  /** Something is wrong with what was entered; each pointer leads to a member. */
  | { reason: 'wrong'; status: number; errors: readonly PointerError[]; detail: string }
  | { reason: 'forbidden' }
  | { reason: 'unavailable'; status: number }
  | { reason: 'offline' }
  /** It may have been done all the same. */
  | { reason: 'timeout' }

/** The line to the server is back: that it could not be asked is over, what it has answered is not. */
export function stillTrueOnceLive(failure: RequestFailure | null): RequestFailure | null {
  return failure?.reason === 'offline' || failure?.reason === 'unavailable' ? null : failure
}

export type RequestAnswer<Value> = { ok: true; value: Value } | { ok: false; failure: RequestFailure }

const defaultTimeoutMs = 10_000

interface Sent<Value> {
  method: string
  path: string
  body: unknown
  /** Whether an answer is what was asked for. */
  isValue: (answer: unknown) => answer is Value
  timeoutMs?: number
}

/** Asks the event server for something, as a form does. */
export async function sendRequest<Value>({
  method,
  path,
  body,
  isValue,
  timeoutMs = defaultTimeoutMs,
}: Sent<Value>): Promise<RequestAnswer<Value>> {
  try {
    const response = await fetch(path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    })
    const answer: unknown = await response.json().catch(() => null)
    if (!response.ok) return { ok: false, failure: failureOf(response.status, answer) }
    return isValue(answer)
      ? { ok: true, value: answer }
      : { ok: false, failure: { reason: 'unavailable', status: 502 } }
  } catch (error) {
    const timedOut = error instanceof Error && error.name === 'TimeoutError'
    return { ok: false, failure: { reason: timedOut ? 'timeout' : 'offline' } }
  }
}

function failureOf(status: number, problem: unknown): RequestFailure {
  const errors = errorsOf(problem)
  if (status === 401 || (status === 403 && errors.length === 0)) return { reason: 'forbidden' }
  if (status >= 500 || status === 429) return { reason: 'unavailable', status }
  const detail = member(problem, 'detail')
  return { reason: 'wrong', status, errors, detail: typeof detail === 'string' ? detail : '' }
}

function errorsOf(problem: unknown): PointerError[] {
  const errors = member(problem, 'errors')
  return Array.isArray(errors) ? errors.filter(isPointerError) : []
}

function isPointerError(value: unknown): value is PointerError {
  return typeof member(value, 'pointer') === 'string' && typeof member(value, 'detail') === 'string'
}

/** For what is answered without a body. */
export function isNothing(answer: unknown): answer is null {
  return answer === null
}

export function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(name) : undefined
}
