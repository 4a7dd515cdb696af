import * as z from 'zod'
import type { EventResult, WebhookEvent } from '#contract/api.ts'
import { maxEventsPerRequest, webhookEventSchema } from '#contract/api.ts'
import type { NewEvent } from '#contract/event.ts'
import { eventCatalogue, isCoreEventType } from '#contract/event.ts'
import { toPointer } from '../runtime/pointer.ts'
import { ProblemError } from '../runtime/problem-error.ts'
import type { ProviderRequest, SentValue } from './provider.ts'
import { findUnstorable } from './storable.ts'

/** What a request's body holds: per item an event to store or the reason why not, in the order sent. */
export type MappedItem =
  | {
      ok: true
      event: NewEvent
      /** It asks to forget somebody: the request that says so is not kept to be looked at. */
      forgets?: boolean
    }
  | {
      ok: false
      result: EventResult
      /** It is well formed, and this source may not send it. */
      isNotAllowed?: boolean
    }

interface RequestFacts {
  source: string
  /** What an event without an id of its own is called; undefined = such an event is invalid. */
  webhookId: string | undefined
  /** Epoch ms. */
  receivedAt: number
  /** The body may hold what cannot be stored, or be nested too deep (see storable.ts): look at all of it. */
  isSuspect: boolean
  /** The body once more with every digit of its numbers, where a double would lose some (see exact-numbers.ts). */
  exactBody?: unknown
}

/** A producer's clock may run ahead by this much before its time is no longer believed. */
const maxAheadMs = 5 * 60_000

/** A header's name as Node has it: in lower case. */
export const headerNameSchema = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,64}$/, 'must be the name of a header: letters, digits and "-"')
  .transform((name) => name.toLowerCase())

/** A body that holds our own events; `id` is what one without an id is called. */
export function toOwnEvents(
  { source, now }: ProviderRequest,
  { value, exact, isSuspect }: SentValue,
  id: string | undefined,
): MappedItem[] {
  return mapWebhookEvents(value, {
    source,
    webhookId: id,
    receivedAt: now,
    isSuspect,
    ...(exact !== value && { exactBody: exact }),
  })
}

/**
 * Maps a parsed body, one event or an array, to events. One bad item never refuses the others.
 *
 * @throws ProblemError when the body is neither, has too many items, or holds not one valid event.
 */
export function mapWebhookEvents(body: unknown, request: RequestFacts): MappedItem[] {
  const isBatch = Array.isArray(body)
  const items: readonly unknown[] = isBatch ? body : [body]
  if (items.length === 0) throw new ProblemError('invalid-event', 'the array holds no event')
  limitCount(items.length)
  const exactItems: readonly unknown[] = Array.isArray(request.exactBody) ? request.exactBody : [request.exactBody]
  const mapped = items.map((item, index) => {
    const place = isBatch
      ? { pointer: `#/${index}`, id: request.webhookId === undefined ? undefined : `${request.webhookId}:${index}` }
      : { pointer: '#', id: request.webhookId }
    const result = mapItem(item, request, place)
    if (!result.ok || request.exactBody === undefined) return result
    return { ok: true, event: { ...result.event, exactData: dataOf(exactItems[index]) } } satisfies MappedItem
  })
  refuseIfNoneIsValid(mapped)
  return mapped
}

/** @throws ProblemError `too-many-events`. */
export function limitCount(count: number): void {
  if (count > maxEventsPerRequest) {
    throw new ProblemError('too-many-events', `${count} events in one request; the limit is ${maxEventsPerRequest}`)
  }
}

/** @throws ProblemError `invalid-event` when there are items and not one can be stored. */
export function refuseIfNoneIsValid(mapped: readonly MappedItem[]): void {
  if (mapped.length > 0 && mapped.every(({ ok }) => !ok)) throw invalidBody(mapped)
}

function mapItem(item: unknown, request: RequestFacts, place: { pointer: string; id: string | undefined }): MappedItem {
  const parsed = webhookEventSchema.safeParse(item)
  if (!parsed.success) {
    return { ok: false, result: invalid(idOf(item) ?? place.id ?? place.pointer, place.pointer, parsed.error) }
  }
  const event = parsed.data
  // The schema leaves out a member named __proto__; what is kept is the data as it was sent.
  event.data = dataOf(item)
  const id = event.id ?? place.id
  if (id === undefined) return withoutId(place.pointer)
  const data = isCoreEventType(event.type) ? eventCatalogue[event.type].safeParse(event.data) : undefined
  if (data && !data.success) return { ok: false, result: invalid(id, `${place.pointer}/data`, data.error) }
  const unstorable = request.isSuspect ? findUnstorable(event, place.pointer) : undefined
  if (unstorable) return { ok: false, result: { id: id.toWellFormed(), outcome: 'invalid', errors: [unstorable] } }
  return { ok: true, event: toNewEvent(event, id, request) }
}

function toNewEvent(event: WebhookEvent, id: string, { source, receivedAt }: RequestFacts): NewEvent {
  return {
    id,
    source,
    type: event.type,
    subject: event.subject ?? null,
    ...believe(event.timestamp === undefined ? receivedAt : Date.parse(event.timestamp), receivedAt),
    receivedAt,
    data: event.data,
    backfill: event.backfill ?? false,
    synthetic: false,
  }
}

/** The producer's time, unless it is further ahead than a clock may be. */
export function believe(statedAt: number, receivedAt: number): { occurredAt: number; clamped: boolean } {
  const clamped = statedAt > receivedAt + maxAheadMs
  return { occurredAt: clamped ? receivedAt : statedAt, clamped }
}

function withoutId(pointer: string): MappedItem {
  const detail = "is needed: give each event an id, or the request the source's id header, so that a repeat is known"
  return { ok: false, result: { id: pointer, outcome: 'invalid', errors: [{ pointer: `${pointer}/id`, detail }] } }
}

function dataOf(item: unknown): Record<string, unknown> {
  // An item that the schema has passed is an object whose data, if it is there, is one too.
  return (item as { data?: Record<string, unknown> }).data ?? {}
}

/** The id the sender gave, if it can be read, so that it recognises its event in the answer. */
function idOf(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null || !('id' in item)) return undefined
  return typeof item.id === 'string' ? item.id.slice(0, 256) : undefined
}

function invalid(id: string, pointer: string, error: z.ZodError): EventResult {
  return {
    id,
    outcome: 'invalid',
    errors: error.issues
      .slice(0, 10)
      .map(({ path, message }) => ({ pointer: toPointer(path, pointer), detail: message })),
  }
}

function invalidBody(mapped: readonly MappedItem[]): ProblemError {
  const errors = mapped.flatMap((item) => (item.ok ? [] : (item.result.errors ?? [])))
  return new ProblemError('invalid-event', 'no event in the body is valid; nothing was stored', {
    errors: errors.slice(0, 20),
  })
}
