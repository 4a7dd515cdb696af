import type { TryTicket, WebhookAnswer } from '#contract/api.ts'
import { browserEnvironment } from '#components/live/environment.ts'
import type { TryFailure } from './try-failure.ts'
import { failureOfError, failureOfResponse } from './try-failure.ts'

const timeoutMs = 10_000

export interface SentEvent {
  /** This device's clock, that of the live line, epoch ms, when the request left. */
  sentAt: number
  position: string
  receivedAt: number
  storedAt: number
  /** When the door handed it to the log; null when the door does not say. */
  admittedAt: number | null
}

export type SendAnswer = { ok: true; sent: SentEvent } | { ok: false; failure: TryFailure }

function isAnswer(value: unknown): value is WebhookAnswer {
  if (typeof value !== 'object' || value === null) return false
  const { results, receivedAt, storedAt } = value as Record<string, unknown> // typeof has just said object
  return Array.isArray(results) && typeof receivedAt === 'number' && typeof storedAt === 'number'
}

/** `Server-Timing: door;dur=1.8, log;dur=6.1`: the door's own share, ms. */
export function doorMsOf(serverTiming: string | null): number | null {
  const match = /(?:^|,)\s*door\s*;[^,]*dur=([\d.]+)/.exec(serverTiming ?? '')
  return match === null ? null : Number(match[1])
}

/** Sends a ticket to the real door, as any producer would. */
export async function sendEvent(ticket: TryTicket): Promise<SendAnswer> {
  const sentAt = browserEnvironment.now()
  try {
    const response = await fetch(ticket.path, {
      method: 'POST',
      headers: ticket.headers,
      body: ticket.body,
      signal: AbortSignal.timeout(timeoutMs),
    })
    if (!response.ok) return { ok: false, failure: failureOfResponse(response) }
    const answer: unknown = await response.json()
    const position = isAnswer(answer) ? answer.results[0]?.position : undefined
    if (!isAnswer(answer) || position === undefined) return { ok: false, failure: { reason: 'refused', status: 502 } }
    const doorMs = doorMsOf(response.headers.get('server-timing'))
    const admittedAt = doorMs === null ? null : answer.receivedAt + doorMs
    return {
      ok: true,
      sent: { sentAt, position, receivedAt: answer.receivedAt, storedAt: answer.storedAt, admittedAt },
    }
  } catch (error) {
    return { ok: false, failure: failureOfError(error) }
  }
}
