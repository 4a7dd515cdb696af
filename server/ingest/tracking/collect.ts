import type * as z from 'zod'
import type { PointerError } from '#contract/problem.ts'
import type { CollectedEvent } from '#contract/tracking.ts'
import { collectedEventSchema, collectSchema } from '#contract/tracking.ts'
import { toPointer } from '../../runtime/pointer.ts'
import { ProblemError } from '../../runtime/problem-error.ts'
import type { ProviderRequest, SentValue } from '../provider.ts'
import type { Draft } from '../provider-events.ts'
import { toEvent } from '../provider-events.ts'
import { idOf, member, members, textOf, unixInstantOf } from '../sent-value.ts'
import { findUnstorable } from '../storable.ts'
import type { MappedItem } from '../webhook-events.ts'
import { catalogued } from './catalogued.ts'
import { addressOf, pathIn } from './page-facts.ts'
import type { TrackingConfig } from './permission.ts'
import { permit } from './permission.ts'
import { identifyDraft, namedDraft, viewDraft, whoIn } from './visit-drafts.ts'

export const collectPath = '/v1/collect'

type Collected = z.infer<typeof collectSchema>

interface RequestFacts {
  request: ProviderRequest
  config: TrackingConfig
  collected: Collected
}

/**
 * What our own tracker sends. One bad event never refuses the others.
 *
 * @throws ProblemError `invalid-event` when the body is not of our tracker.
 */
export function mapCollected(request: ProviderRequest, body: SentValue, config: TrackingConfig): MappedItem[] {
  const parsed = collectSchema.safeParse(body.value)
  if (!parsed.success) {
    throw refused(errorsOf(parsed.error, '#'))
  }
  const unstorable = body.isSuspect ? findUnstorable(parsed.data.visitorId, '#/visitorId') : undefined
  if (unstorable) throw refused([unstorable])
  const exacts = members(body.exact, 'events')
  const facts = { request, config, collected: parsed.data }
  return parsed.data.events.map((_, index) => {
    const value = members(body.value, 'events')[index]
    return mapItem({ ...body, value, exact: exacts[index] ?? value, pointer: `#/events/${index}` }, facts)
  })
}

function mapItem(sent: SentValue, { request, config, collected }: RequestFacts): MappedItem {
  const { pointer } = sent
  const parsed = collectedEventSchema.safeParse(sent.value)
  if (!parsed.success) return invalid(sent, errorsOf(parsed.error, pointer))
  const unstorable = sent.isSuspect ? findUnstorable(sent.value, pointer) : undefined
  if (unstorable) return invalid(sent, [unstorable])
  const { id, at } = parsed.data
  const occurredAt = unixInstantOf(collected.sentAt === undefined ? at : request.now - (collected.sentAt - at), 1)
  const mapped = toEvent(request, sent, { id, occurredAt, ...draftOf(parsed.data, sent, collected) })
  return catalogued(permit(mapped, config, pointer), `${pointer}/data`)
}

function draftOf(event: CollectedEvent, sent: SentValue, collected: Collected): Draft {
  const { url } = event
  const visit = { visitorId: collected.visitorId }
  switch (event.type) {
    case 'page': {
      // The title came with the request: by then the browser may be elsewhere.
      const title = url === collected.url ? collected.title : undefined
      return { ...viewDraft({ url, title, referrer: event.referrer }, visit), keepsOriginal: false }
    }
    case 'leave': {
      const address = addressOf(url)
      const durationMs = event.ms >= 0 ? Math.round(event.ms) : undefined
      const facts = { url: address, path: pathIn(address), durationMs, ...visit }
      return { type: 'page.left', subject: whoIn(visit), facts, keepsOriginal: false }
    }
    case 'track':
      return namedDraft({ name: event.name, properties: member(sent.value, 'data'), url }, visit)
    case 'identify': {
      const userId = idOf(member(sent.exact, 'name'))
      return identifyDraft(member(sent.value, 'data'), { ...visit, userId })
    }
  }
}

function refused(errors: PointerError[]): ProblemError {
  return new ProblemError('invalid-event', 'the body is not what the tracker sends; nothing was stored', { errors })
}

function invalid(sent: SentValue, errors: PointerError[]): MappedItem {
  const id = textOf(member(sent.value, 'id'))?.slice(0, 256) ?? sent.pointer
  return { ok: false, result: { id, outcome: 'invalid', errors } }
}

function errorsOf(error: z.ZodError, pointer: string): PointerError[] {
  return error.issues.slice(0, 10).map(({ path, message }) => ({ pointer: toPointer(path, pointer), detail: message }))
}
