const timeoutMs = 10_000

/** Why the event server gave nothing: its status and words, or null when it could not be reached. */
export interface AskFailure {
  status: number | null
  code: string | null
  detail: string | null
}

export type Asked<Value> = { ok: true; value: Value } | { ok: false; failure: AskFailure }

interface Question {
  path: string
  /** Sent as JSON with POST; absent = GET. */
  body?: unknown
}

/**
 * Asks the event server over HTTP. Nothing but the answer's status is checked: the frame of every answer is the server's
 * word, as the rows of a view are.
 */
export async function ask<Value extends object>({ path, body }: Question): Promise<Asked<Value>> {
  const sending =
    body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  try {
    const response = await fetch(path, { ...sending, signal: AbortSignal.timeout(timeoutMs) })
    const answer: unknown = await response.json().catch(() => null)
    if (!isRecord(answer)) return { ok: false, failure: { status: response.status, code: null, detail: null } }
    if (!response.ok) return { ok: false, failure: failureOf(response.status, answer) }
    return { ok: true, value: answer as Value } // the event server answers with what its contract says
  } catch {
    return { ok: false, failure: { status: null, code: null, detail: null } }
  }
}

function failureOf(status: number, { code, detail }: Record<string, unknown>): AskFailure {
  return {
    status,
    code: typeof code === 'string' ? code : null,
    detail: typeof detail === 'string' ? detail : null,
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
