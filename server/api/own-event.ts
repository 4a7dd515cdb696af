import type { EventResult } from '#contract/api.ts'
import type { NewEvent } from '#contract/event.ts'
import { ownSource } from '../ingest/own-sources.ts'
import { LogOverloadedError } from '../log/append.ts'
import type { AppendOutcome } from '../log/events.ts'
import type { EventLog } from '../log/log.ts'
import { ProblemError } from '../runtime/problem-error.ts'

interface Done extends Pick<NewEvent, 'id' | 'type' | 'data'> {
  subject?: string
  /** Epoch ms. */
  now: number
}

/** @returns what somebody has done in Vigie as an event of its own source. */
export function ownEvent({ id, type, subject, data, now }: Done): NewEvent {
  return {
    id,
    source: ownSource,
    type,
    subject: subject ?? null,
    occurredAt: now,
    receivedAt: now,
    data,
    backfill: false,
    synthetic: false,
    clamped: false,
  }
}

/** Resolves after the commit. @throws ProblemError `unavailable` when the log takes no more for now. */
export async function storeOwnEvent(log: Pick<EventLog, 'append'>, event: NewEvent): Promise<AppendOutcome> {
  try {
    const [outcome] = (await log.append([event])).outcomes
    if (!outcome) throw new Error('the log answered no outcome for an event')
    return outcome
  } catch (cause) {
    if (!(cause instanceof LogOverloadedError)) throw cause
    throw new ProblemError('unavailable', 'too many events wait to be stored', { retryAfterSeconds: 1 })
  }
}

export function toResult(id: string, outcome: AppendOutcome): EventResult {
  return outcome.outcome === 'duplicate'
    ? { id, outcome: 'duplicate' }
    : { id, outcome: 'stored', position: outcome.position.toString() }
}
