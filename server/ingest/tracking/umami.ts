import type { ProviderRequest, SentValue } from '../provider.ts'
import type { Draft } from '../provider-events.ts'
import { contentId, foreignType, toEvent } from '../provider-events.ts'
import { idOf, member, textOf, unixInstantOf } from '../sent-value.ts'
import { findHeader } from '../signatures.ts'
import type { MappedItem } from '../webhook-events.ts'
import { catalogued } from './catalogued.ts'
import { addressOf } from './page-facts.ts'
import type { TrackingConfig } from './permission.ts'
import { permit } from './permission.ts'
import { isRecord } from './segment-items.ts'
import type { Visit } from './visit-drafts.ts'
import { identifyDraft, namedDraft, viewDraft, whoIn } from './visit-drafts.ts'
import { readUmamiCache, visitorHeader } from './visitor-ids.ts'

export const umamiPath = '/api/send'

/**
 * What Umami's tracker sends: one event a request, `{type, payload}`. Types that there is no word for here are stored as
 * `umami.<type>`. https://docs.umami.is/docs/api/sending-stats
 */
export function mapUmami(request: ProviderRequest, body: SentValue, config: TrackingConfig): MappedItem[] {
  const payload = member(body.value, 'payload')
  const type = textOf(member(body.value, 'type'))
  const id = umamiId(request)
  const refuse = (pointer: string, detail: string): MappedItem[] => [
    { ok: false, result: { id, outcome: 'invalid', errors: [{ pointer, detail }] } },
  ]
  if (!isRecord(payload)) return refuse('#/payload', 'must be an object')
  if (type === undefined) return refuse('#/type', 'must be event or identify')
  const occurredAt = unixInstantOf(member(payload, 'timestamp'), 1000)
  const draft = draftOf(type, payload, request)
  return [
    catalogued(permit(toEvent(request, payloadOf(body), { id, occurredAt, ...draft }), config, '#'), '#/payload/data'),
  ]
}

/** What is kept: the payload without the key. */
function payloadOf(body: SentValue): SentValue {
  const [value, exact] = [body.value, body.exact].map((each) => {
    const payload = member(each, 'payload')
    if (!isRecord(payload)) return payload
    const { website: _key, ...rest } = payload
    return rest
  })
  return { ...body, value, exact: body.exact === body.value ? value : exact, pointer: '#/payload' }
}

function draftOf(type: string, payload: Record<string, unknown>, request: ProviderRequest): Draft {
  const userId = idOf(payload.id)
  const visit = { visitorId: idOf(payload.vid) ?? visitorOf(request), ...(userId !== undefined && { userId }) }
  const url = fullAddress(payload)
  if (type === 'identify') return identifyDraft(payload.data, visit)
  if (type !== 'event') return { type: foreignType('umami', type), subject: whoIn(visit), facts: { url, ...visit } }
  const name = textOf(payload.name)
  return name === undefined ? viewOf(payload, url, visit) : namedDraft({ name, properties: payload.data, url }, visit)
}

function viewOf({ title, referrer }: Record<string, unknown>, url: string | undefined, visit: Visit): Draft {
  return viewDraft({ url, title, referrer }, visit)
}

/** Older versions send the path alone. */
function fullAddress({ url, hostname }: Record<string, unknown>): string | undefined {
  const address = addressOf(url)
  const host = textOf(hostname)
  return address?.startsWith('/') && host !== undefined
    ? (URL.parse(address, `https://${host}`)?.href ?? address)
    : address
}

function visitorOf({ headers }: ProviderRequest): string | undefined {
  return textOf(findHeader(headers, visitorHeader))
}

/**
 * Umami's events have no id. A request that is sent again, by a browser or a proxy that lost the answer, is the same in
 * every byte, and says the same answer before it: of those that follow an answer, each answer names itself. The first of a
 * page follows none; it is told from the next by the second in which it came. So two honest events are one only if they are
 * alike and both left before an answer came, or were the first of two pages of one visitor within a second.
 */
function umamiId(request: ProviderRequest): string {
  const before = readUmamiCache(findHeader(request.headers, 'x-umami-cache'))?.answer
  const moment = before ?? Math.floor(request.now / 1000)
  const about = JSON.stringify([visitorOf(request) ?? '', moment])
  return contentId(Buffer.concat([Buffer.from(about), request.rawBody]))
}
