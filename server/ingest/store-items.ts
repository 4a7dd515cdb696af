import type { EventResult } from '#contract/api.ts'
import type { NewEvent } from '#contract/event.ts'
import { LogOverloadedError } from '../log/append.ts'
import type { Appended, AppendOutcome } from '../log/events.ts'
import type { EventLog } from '../log/log.ts'
import type { Clock } from '../runtime/clock.ts'
import { ProblemError } from '../runtime/problem-error.ts'
import type { KeptRequests } from './kept-requests.ts'
import type { ProviderRequest } from './provider.ts'
import type { MappedItem } from './webhook-events.ts'

export interface StoreOptions {
  log: EventLog
  requests: KeptRequests
  clock: Clock
}

export interface StoredItems {
  /** One per item, in the order sent. */
  results: EventResult[]
  /** Epoch ms of the commit. */
  storedAt: number
}

/**
 * Appends what a request holds, and offers the request to be kept for looking at.
 *
 * @throws ProblemError `unavailable` when nothing is known to be stored.
 */
export async function storeItems(
  { log, requests, clock }: StoreOptions,
  request: ProviderRequest,
  items: readonly MappedItem[],
): Promise<StoredItems> {
  const events = items.flatMap((item) => (item.ok ? [item.event] : []))
  if (events.length === 0) return { results: toResults(items, []), storedAt: clock.now() }
  const { outcomes, committedAt, hasErased } = await appendOrRefuse(log, events, request.rawBody.length)
  const positions = outcomes.flatMap((each) => (each.outcome === 'stored' ? [each.position] : []))
  const [from] = positions
  // One request's events stand side by side in the log.
  if (from !== undefined && !hasErased && !forgets(items)) requests.offer(request, from, positions.at(-1) ?? from)
  return { results: toResults(items, outcomes), storedAt: committedAt }
}

/** Whether it holds what somebody wants forgotten. */
function forgets(items: readonly MappedItem[]): boolean {
  return items.some((item) => item.ok && item.forgets === true)
}

async function appendOrRefuse(log: EventLog, events: readonly NewEvent[], bytes: number): Promise<Appended> {
  try {
    return await log.append(events, bytes)
  } catch (cause) {
    const detail =
      cause instanceof LogOverloadedError ? cause.message : 'the events could not be stored; send them again'
    throw new ProblemError('unavailable', detail, { retryAfterSeconds: 1 })
  }
}

function toResults(items: readonly MappedItem[], outcomes: readonly AppendOutcome[]): EventResult[] {
  let next = 0
  return items.map((item) => {
    if (!item.ok) return item.result
    const outcome = outcomes[next++]
    if (!outcome) throw new Error('the log answered fewer outcomes than events')
    return outcome.outcome === 'stored'
      ? { id: item.event.id, outcome: 'stored', position: outcome.position.toString() }
      : { id: item.event.id, outcome: 'duplicate' }
  })
}
