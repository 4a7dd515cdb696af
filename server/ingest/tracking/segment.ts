import type { PointerError } from '#contract/problem.ts'
import { ProblemError } from '../../runtime/problem-error.ts'
import type { ProviderRequest, SentValue } from '../provider.ts'
import { contentId, toEvent } from '../provider-events.ts'
import { idOf, instantOf, member } from '../sent-value.ts'
import type { MappedItem } from '../webhook-events.ts'
import { catalogued } from './catalogued.ts'
import type { TrackingConfig } from './permission.ts'
import { permit } from './permission.ts'
import { pathOf } from './request-path.ts'
import type { SegmentCall } from './segment-calls.ts'
import { draftOfCall, isSegmentCall, missingIn } from './segment-calls.ts'
import type { SentItem } from './segment-items.ts'
import { batchOf, isRecord, itemOf } from './segment-items.ts'

/*
 * Segment's tracking API: one call a request, or a batch of them. One bad event never refuses the others, and whatever is
 * refused is kept. https://segment.com/docs/connections/sources/catalog/libraries/server/http-api/
 */
const calls = new Map<string, SegmentCall | 'batch'>(
  (['track', 'page', 'identify', 'group', 'screen', 'alias', 'batch'] as const).flatMap((call) => [
    [`/v1/${call}`, call],
    [`/v1/${call.charAt(0)}`, call],
  ]),
)

export const segmentPaths: readonly string[] = [...calls.keys()]

const maxEventBytes = 32 * 1024
const maxBatchBytes = 500 * 1024
/** Segment's own limit. */
const maxBatchEvents = 2500

export function mapSegment(request: ProviderRequest, body: SentValue, config: TrackingConfig): MappedItem[] {
  const facts = { request, config, repeats: new Map<string, number>() }
  const call = calls.get(pathOf(request.url))
  if (call !== 'batch') return [mapItem(itemOf(body, call), facts)]
  if (request.rawBody.length > maxBatchBytes) {
    throw new ProblemError('invalid-request', `a batch may have ${maxBatchBytes} bytes; send smaller ones`)
  }
  return batchOf(body, maxBatchEvents).map((item) => mapItem(item, facts))
}

interface RequestFacts {
  request: ProviderRequest
  config: TrackingConfig
  /** How often an event without an id was met in this body. */
  repeats: Map<string, number>
}

function mapItem(item: SentItem, facts: RequestFacts): MappedItem {
  const { request, config, repeats } = facts
  const { sent, call } = item
  const id = idOf(member(sent.value, 'messageId')) ?? nextId(item, repeats)
  const error = errorIn(item, facts)
  if (error) return { ok: false, result: { id, outcome: 'invalid', errors: [error] } }
  if (!isSegmentCall(call)) throw new Error('an item without a call has no error')
  const occurredAt = correctedTime(sent.value, item.sentAt, request.now)
  const mapped = toEvent(request, sent, { id, occurredAt, ...draftOfCall(call, sent, config) })
  if (mapped.ok && item.isBackfill) mapped.event.backfill = true
  return permit(call === 'track' ? catalogued(mapped, `${sent.pointer}/properties`) : mapped, config, sent.pointer)
}

/** The same event sent again has the same id, also when the time of sending differs; a second one in the body another. */
function nextId({ call, sent, isTimed }: SentItem, repeats: Map<string, number>): string {
  const content = isTimed && isRecord(sent.exact) ? { ...sent.exact, sentAt: undefined } : sent.exact
  const id = contentId(JSON.stringify([call, content]))
  const repeat = repeats.get(id) ?? 0
  repeats.set(id, repeat + 1)
  return repeat === 0 ? id : `${id}:${repeat}`
}

function errorIn({ call, sent }: SentItem, { request }: RequestFacts): PointerError | undefined {
  const { value, pointer } = sent
  if (!isRecord(value)) return { pointer, detail: 'must be an object' }
  if (request.rawBody.length > maxEventBytes && sizeOf(value) > maxEventBytes) {
    return { pointer, detail: `must not have more than ${maxEventBytes} bytes` }
  }
  if (!isSegmentCall(call)) {
    return { pointer: `${pointer}/type`, detail: 'must be track, page, screen, identify, group or alias' }
  }
  const missing = missingIn(call, value)
  return missing && { pointer: `${pointer}/${missing.member}`, detail: missing.detail }
}

function sizeOf(value: object): number {
  return Buffer.byteLength(JSON.stringify(value))
}

const earliestMs = Date.parse('0001-01-01T00:00:00Z')

/**
 * A client's clock may be wrong by years; how long ago the event was, it knows all the same.
 *
 * @returns epoch ms: `received − (sent − stated)`; undefined when the event states no time that can be read.
 */
export function correctedTime(item: unknown, sentAt: unknown, receivedAt: number): number | undefined {
  const stated = instantOf(member(item, 'originalTimestamp')) ?? instantOf(member(item, 'timestamp'))
  const sent = instantOf(sentAt)
  if (stated === undefined || sent === undefined) return stated
  const corrected = receivedAt - (sent - stated)
  return corrected < earliestMs ? stated : corrected
}
