import type { ArrivalAnswer, CallOutcome } from '#contract/arrivals.ts'
import type { RequestAnswer } from '#components/sources/send-request.ts'
import { member, sendRequest } from '#components/sources/send-request.ts'

function ask(id: string, verb: string, body: object): Promise<RequestAnswer<ArrivalAnswer>> {
  return sendRequest({
    method: 'POST',
    path: `/v1/customers/${id}/${verb}`,
    body,
    isValue: (answer): answer is ArrivalAnswer => typeof member(answer, 'position') === 'string',
  })
}

/** Of two people who take it at once one is told that the other was first. */
export function takeArrival(id: string): Promise<RequestAnswer<ArrivalAnswer>> {
  return ask(id, 'take', {})
}

export function releaseArrival(id: string): Promise<RequestAnswer<ArrivalAnswer>> {
  return ask(id, 'release', {})
}

export function noteCall(
  id: string,
  call: { outcome: CallOutcome; note?: string },
): Promise<RequestAnswer<ArrivalAnswer>> {
  return ask(id, 'call', call)
}
