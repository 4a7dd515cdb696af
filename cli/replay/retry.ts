import type { DoorReply } from './door.ts'

/*
 * Whether to ask again is decided here and nowhere else. A request is repeated with the same webhook-id and event ids,
 * so an event that was stored although its answer got lost comes back as `duplicate`.
 *
 *     no answer (refused, reset, cut, timed out)   again
 *     2xx in the door's words                      done
 *     422, not one event is valid                  done: it is told of each, and those that follow are sent
 *     2xx in other words                           stop: something else listens there
 *     408, 425, 429, 5xx                           again, not before Retry-After
 *     3xx, any other 4xx                           stop: repeating changes nothing
 */
export type Decision = 'done' | 'again' | 'stop'

const passing4xx = new Set([408, 425, 429])

export function decide(reply: DoorReply): Decision {
  switch (reply.type) {
    case 'accepted':
    case 'invalid':
      return 'done'
    case 'unreachable':
      return 'again'
    case 'unintelligible':
      return 'stop'
    case 'refused':
      return reply.status >= 500 || passing4xx.has(reply.status) ? 'again' : 'stop'
  }
}

/** Exponential, the upper half of each step random: many senders must not come back in one moment. */
export interface Backoff {
  firstMs: number
  maxMs: number
}

export const patientBackoff: Backoff = { firstMs: 250, maxMs: 10_000 }

/** @param attempt 0 for the first repetition. @param random in [0, 1). */
export function backoffMs(
  { firstMs, maxMs }: Backoff,
  { attempt, random }: { attempt: number; random: number },
): number {
  const ceiling = Math.min(maxMs, firstMs * 2 ** attempt)
  return ceiling / 2 + (ceiling / 2) * random
}

/** Reads `Retry-After` (RFC 9110 §10.2.3): seconds or a date. @returns ms from `now`, undefined when there is none. */
export function decodeRetryAfter(header: string | null, now: number): number | undefined {
  const text = header?.trim()
  if (!text) return undefined
  if (/^\d+$/.test(text)) return Number(text) * 1000
  const date = Date.parse(text)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}
