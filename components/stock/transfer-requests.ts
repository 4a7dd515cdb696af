import type { TransferAnswer } from '#contract/transfers.ts'
import type { RequestAnswer } from '#components/sources/send-request.ts'
import { member, sendRequest } from '#components/sources/send-request.ts'

function ask(transfer: string, verb: string, body: object): Promise<RequestAnswer<TransferAnswer>> {
  return sendRequest({
    method: 'POST',
    path: `/v1/transfers/${encodeURIComponent(transfer)}/${verb}`,
    body,
    isValue: (answer): answer is TransferAnswer => typeof member(answer, 'transfer') === 'string',
  })
}

export function acceptTransfer(transfer: string): Promise<RequestAnswer<TransferAnswer>> {
  return ask(transfer, 'accept', {})
}

export function changeTransfer(transfer: string, units: number): Promise<RequestAnswer<TransferAnswer>> {
  return ask(transfer, 'change', { units })
}

export function rejectTransfer(transfer: string, reason: string): Promise<RequestAnswer<TransferAnswer>> {
  return ask(transfer, 'reject', { reason })
}
