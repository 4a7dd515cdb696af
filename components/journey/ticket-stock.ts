import type { TryTicket } from '#contract/api.ts'
import type { TryFailure } from './try-failure.ts'
import { failureOfError, failureOfResponse } from './try-failure.ts'

/** Tickets live for 5 minutes on the server; one is never used in its last minute. */
const freshMs = 4 * 60_000
const timeoutMs = 10_000

export type TicketAnswer = { ok: true; ticket: TryTicket } | { ok: false; failure: TryFailure }

function isTicket(value: unknown): value is TryTicket {
  if (typeof value !== 'object' || value === null) return false
  const { path, headers, body } = value as Record<string, unknown> // typeof has just said object
  return typeof path === 'string' && typeof body === 'string' && typeof headers === 'object' && headers !== null
}

async function requestTicket(): Promise<TicketAnswer> {
  try {
    const response = await fetch('/v1/wall/try', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
      signal: AbortSignal.timeout(timeoutMs),
    })
    if (!response.ok) return { ok: false, failure: failureOfResponse(response) }
    const ticket: unknown = await response.json()
    return isTicket(ticket) ? { ok: true, ticket } : { ok: false, failure: { reason: 'refused', status: 502 } }
  } catch (error) {
    return { ok: false, failure: failureOfError(error) }
  }
}

/** Keeps one signed request at hand, so that a press is one request. A ticket is given out once. */
export class TicketStock {
  #held: { answer: Promise<TicketAnswer>; requestedAt: number } | null = null

  /** Fetches a ticket ahead of its use, unless a fresh one is there or on its way. */
  prepare(): void {
    if (this.#held !== null && Date.now() - this.#held.requestedAt < freshMs) return
    const held = { answer: requestTicket(), requestedAt: Date.now() }
    this.#held = held
    void held.answer.then((answer) => {
      if (!answer.ok && this.#held === held) this.#held = null
    })
  }

  take(): Promise<TicketAnswer> {
    this.prepare()
    const held = this.#held
    this.#held = null
    return held === null ? requestTicket() : held.answer
  }
}
