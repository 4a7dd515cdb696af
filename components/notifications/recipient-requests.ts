import type { NotificationTopic, RecipientAnswer } from '#contract/recipients.ts'
import type { RequestAnswer } from '#components/sources/send-request.ts'
import { member, sendRequest } from '#components/sources/send-request.ts'
import type { BrowserSubscription } from './browser-push.ts'

/** How somebody wants to be told, as it is sent. */
export interface Wanted {
  name: string
  language: 'en' | 'fr'
  quiet: { from: string; until: string } | null
  digestAt: string | null
  topics: NotificationTopic[]
}

function isRecipient(answer: unknown): answer is RecipientAnswer {
  return typeof member(answer, 'address') === 'string'
}

export function addMail(address: string, wanted: Wanted): Promise<RequestAnswer<RecipientAnswer>> {
  return sendRequest({
    method: 'POST',
    path: '/v1/recipients',
    body: { address, ...wanted },
    isValue: isRecipient,
  })
}

export function addBrowser(subscription: BrowserSubscription, wanted: Wanted): Promise<RequestAnswer<RecipientAnswer>> {
  return sendRequest({
    method: 'POST',
    path: '/v1/recipients/browsers',
    body: { ...subscription, ...wanted },
    isValue: isRecipient,
  })
}

/** Whoever is gone already is gone. */
export async function removeRecipient(address: string): Promise<RequestAnswer<'removed'>> {
  const answer = await sendRequest({
    method: 'DELETE',
    path: `/v1/recipients/${encodeURIComponent(address)}`,
    body: {},
    // It is answered without a body.
    isValue: (value): value is null => value === null,
  })
  if (answer.ok) return { ok: true, value: 'removed' }
  const { failure } = answer
  return failure.reason === 'wrong' && failure.status === 404 ? { ok: true, value: 'removed' } : answer
}
