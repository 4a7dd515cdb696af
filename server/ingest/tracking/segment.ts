import type { ProviderRequest, SentValue } from '../provider.ts'
import { contentId, foreignType, toEvent } from '../provider-events.ts'
import { idOf, member } from '../sent-value.ts'
import type { MappedItem } from '../webhook-events.ts'
import type { TrackingConfig } from './permission.ts'
import { permit } from './permission.ts'

export const segmentPaths = [
  'track',
  'page',
  'identify',
  'group',
  'screen',
  'alias',
  'batch',
  't',
  'p',
  'i',
  'g',
  's',
  'a',
  'b',
].map((call) => `/v1/${call}`)

export function mapSegment(request: ProviderRequest, body: SentValue, config: TrackingConfig): MappedItem[] {
  const id = idOf(member(body.value, 'messageId')) ?? contentId(request.rawBody)
  return [
    permit(toEvent(request, body, { id, type: foreignType('segment', member(body.value, 'event')) }), config, '#'),
  ]
}
