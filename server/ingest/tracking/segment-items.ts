import { ProblemError } from '../../runtime/problem-error.ts'
import type { SentValue } from '../provider.ts'
import { instantOf, member } from '../sent-value.ts'

/** One call of a body, completed by what its batch says for all. */
export interface SentItem {
  /** `track`, `page` …, as far as it is known. */
  call: string | undefined
  sent: SentValue
  /** When the request left its client, by the client's clock. */
  sentAt: unknown
  isBackfill: boolean
  /** It says when it happened, so the time of sending tells it from no other event. */
  isTimed: boolean
}

export function itemOf(body: SentValue, call: string | undefined): SentItem {
  return toItem(body, { call, batch: undefined })
}

/** @throws ProblemError `invalid-request` when the body is no batch, or has more than so many events. */
export function batchOf(body: SentValue, limit: number): SentItem[] {
  const isBare = Array.isArray(body.value)
  const values: unknown = isBare ? body.value : member(body.value, 'batch')
  const exacts: unknown = isBare ? body.exact : member(body.exact, 'batch')
  if (!Array.isArray(values)) {
    throw new ProblemError('invalid-request', 'a batch is an object with an array `batch`', {
      errors: [{ pointer: '#/batch', detail: 'must be an array of events' }],
    })
  }
  if (values.length > limit) {
    throw new ProblemError('invalid-request', `${values.length} events in one batch; the limit is ${limit}`)
  }
  const pointer = isBare ? '#' : '#/batch'
  return values.map((value: unknown, index) => {
    const exact: unknown = Array.isArray(exacts) ? exacts[index] : value
    const call = member(value, 'type')
    const sent = { ...body, value, exact, pointer: `${pointer}/${index}` }
    return toItem(sent, { call: typeof call === 'string' ? call : undefined, batch: body })
  })
}

function toItem(
  sent: SentValue,
  { call, batch }: { call: string | undefined; batch: SentValue | undefined },
): SentItem {
  const value = completed(sent.value, batch?.value)
  const exact = sent.exact === sent.value ? value : completed(sent.exact, batch?.exact)
  return {
    call,
    sent: { ...sent, value, exact },
    // That of the batch is newer than what an event kept from an earlier try.
    sentAt: member(batch?.value, 'sentAt') ?? member(value, 'sentAt'),
    isBackfill: isHistory(value) || isHistory(batch?.value),
    isTimed: instantOf(member(value, 'originalTimestamp') ?? member(value, 'timestamp')) !== undefined,
  }
}

/** As Klaviyo and PostHog call it. */
function isHistory(value: unknown): boolean {
  return member(value, 'backfill') === true || member(value, 'historical_migration') === true
}

/** With the batch's context and integrations, where it does not say them itself, and without the key. */
function completed(value: unknown, batch: unknown): unknown {
  if (!isRecord(value)) return value
  const context = merged(member(batch, 'context'), member(value, 'context'))
  const integrations = merged(member(batch, 'integrations'), member(value, 'integrations'))
  if (context === undefined && integrations === undefined && !Object.hasOwn(value, 'writeKey')) return value
  const { writeKey: _key, ...rest } = value
  return { ...rest, ...(context && { context }), ...(integrations && { integrations }) }
}

function merged(ofBatch: unknown, own: unknown): Record<string, unknown> | undefined {
  if (!isRecord(ofBatch)) return undefined
  return isRecord(own) ? { ...ofBatch, ...own } : ofBatch
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !JSON.isRawJSON(value)
}
