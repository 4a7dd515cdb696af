import type { EventResult } from '#contract/api.ts'
import type { RequestAnswer } from '#components/sources/send-request.ts'
import type { ErasureAnswer } from '#contract/erasure.ts'
import { member, sendRequest } from '#components/sources/send-request.ts'

function ask(id: string, verb: string, body: object): Promise<RequestAnswer<EventResult>> {
  return sendRequest({
    method: 'POST',
    path: `/v1/customers/${id}/${verb}`,
    body,
    isValue: (answer): answer is EventResult => typeof member(answer, 'outcome') === 'string',
  })
}

/** The two are one person. */
export function mergeCustomers(id: string, other: string): Promise<RequestAnswer<EventResult>> {
  return ask(id, 'merge', { with: other })
}

/** What a link tied is no longer tied by it. */
export function undoLink(id: string, link: { from: string; to: string }): Promise<RequestAnswer<EventResult>> {
  return ask(id, 'split', { links: [link] })
}

/** A key is not this customer's. */
export function partKey(id: string, key: string): Promise<RequestAnswer<EventResult>> {
  return ask(id, 'split', { keys: [key] })
}

/** From the answer on nothing personal of the customer is taken in; the rest goes in seconds. */
export function eraseCustomer(id: string): Promise<RequestAnswer<ErasureAnswer>> {
  return sendRequest({
    method: 'POST',
    path: `/v1/customers/${id}/erase`,
    body: { customer: id },
    isValue: (answer): answer is ErasureAnswer => typeof member(answer, 'erasure') === 'string',
  })
}
