/** Why a press did not come back. `unseen`: it is stored, but this screen has not shown it in time. */
export type TryFailure =
  | { reason: 'busy'; retrySeconds: number | null }
  | { reason: 'unavailable'; status: number }
  | { reason: 'refused'; status: number }
  | { reason: 'offline' }
  | { reason: 'timeout' }
  | { reason: 'unseen' }

export function failureOfResponse(response: Pick<Response, 'status' | 'headers'>): TryFailure {
  const { status } = response
  if (status === 429) return { reason: 'busy', retrySeconds: retrySecondsOf(response.headers.get('retry-after')) }
  return status >= 500 ? { reason: 'unavailable', status } : { reason: 'refused', status }
}

function retrySecondsOf(header: string | null): number | null {
  const seconds = header === null ? Number.NaN : Number(header)
  return Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds) : null
}

/** What `fetch` threw: its signal's time was up, or there was no line. */
export function failureOfError(error: unknown): TryFailure {
  const timedOut = error instanceof Error && error.name === 'TimeoutError'
  return { reason: timedOut ? 'timeout' : 'offline' }
}
