import * as z from 'zod'
import {
  changeTransferSchema,
  newTransferDestinationSchema,
  rejectTransferSchema,
  setTransferDestinationSchema,
  transferAnswerSchema,
  transferDestinationSchema,
  transferIdSchema,
} from '#contract/transfers.ts'
import type { TransferAnswer } from '#contract/transfers.ts'
import type { Operation, Operations } from '../operation.ts'

const destination = 'https://erp.example.com/vigie'
const transfer = 'q0S4o1dTgM3xVb7rJc2Lhw'
const params = z.object({
  id: transferIdSchema.describe('Of the transfer, as the views `transfers` and `stock:{sku}` say it'),
})

function answer(description: string, example: TransferAnswer): Pick<Operation, 'answers'> {
  return {
    answers: { 200: { description, content: { schema: transferAnswerSchema, examples: { Stored: example } } } },
  }
}

const ofOne = {
  params,
  problems: ['not-found', 'conflict', 'unavailable'],
  example: { params: { id: transfer } },
} as const

export const transferOperations: Operations = {
  'POST /v1/transfers/{id}/accept': {
    id: 'acceptTransfer',
    tag: 'Transfers',
    summary: 'Accept a proposed transfer',
    description:
      'Its units are on their way from then on. It is accepted once: whoever comes second gets a `conflict`, as does whoever accepts more than the donor can give by now.',
    ...ofOne,
    ...answer('It is in the log.', { transfer, state: 'accepted', units: 6, position: '4715' }),
  },
  'POST /v1/transfers/{id}/change': {
    id: 'changeTransfer',
    tag: 'Transfers',
    summary: 'Change how many units a proposed transfer moves',
    ...ofOne,
    body: { schema: changeTransferSchema, examples: { Fewer: { units: 4 } } },
    ...answer('It is in the log; the transfer still waits for a decision.', {
      transfer,
      state: 'proposed',
      units: 4,
      position: '4714',
    }),
  },
  'POST /v1/transfers/{id}/reject': {
    id: 'rejectTransfer',
    tag: 'Transfers',
    summary: 'Reject a proposed transfer',
    description: 'The same way is not proposed again for the same alert.',
    ...ofOne,
    body: { schema: rejectTransferSchema, examples: { Why: { reason: 'The lorry is full until Thursday' } } },
    ...answer('It is in the log, with the reason.', { transfer, state: 'rejected', units: 6, position: '4715' }),
  },
  'GET /v1/transfers/destination': {
    id: 'readTransferDestination',
    tag: 'Transfers',
    summary: 'Read who is told of accepted transfers',
    answers: {
      200: {
        description: '`null`: nobody is.',
        content: { schema: transferDestinationSchema, examples: { Set: { url: destination } } },
      },
    },
    problems: [],
  },
  'PUT /v1/transfers/destination': {
    id: 'setTransferDestination',
    tag: 'Transfers',
    summary: 'Say who is told of accepted transfers',
    description:
      'From then on each accepted transfer is sent there as `transfer.accepted`, signed as Standard Webhooks says, at least once and in order. Each call makes a new secret.',
    body: { schema: setTransferDestinationSchema, examples: { 'The ERP': { url: destination } } },
    answers: {
      200: {
        description: 'With the secret, this once.',
        headers: ['cache-control'],
        content: {
          schema: newTransferDestinationSchema,
          examples: { Set: { url: destination, secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' } },
        },
      },
    },
    problems: [],
  },
}
