import * as z from 'zod'
import type { RecipientAnswer } from '#contract/recipients.ts'
import {
  addRecipientSchema,
  recipientAddressSchema,
  recipientListSchema,
  recipientSchema,
} from '#contract/recipients.ts'
import type { Operations } from '../operation.ts'

const supply: RecipientAnswer = {
  address: 'supply@example.com',
  name: 'Supply desk',
  language: 'en',
  timeZone: 'Europe/Paris',
  quiet: { from: '21:00', until: '07:30' },
  digestAt: null,
}

export const recipientOperations: Operations = {
  'GET /v1/recipients': {
    id: 'listRecipients',
    tag: 'Alerts',
    summary: 'List whom alerts are told to by e-mail',
    answers: {
      200: {
        description: 'All of them, by address.',
        content: {
          schema: recipientListSchema,
          examples: { 'One address': { canSend: true, recipients: [supply] } },
        },
      },
    },
    problems: [],
  },
  'POST /v1/recipients': {
    id: 'addRecipient',
    tag: 'Alerts',
    summary: 'Tell somebody of alerts by e-mail',
    description:
      'Of each alert that opens from now on once: what opens within seconds in one message, not in quiet hours, and not when ' +
      'it is over, or somebody has it, before it could be told.',
    body: { schema: addRecipientSchema, examples: { 'As it comes, but not at night': supply } },
    answers: {
      201: { description: 'As it is kept.', content: { schema: recipientSchema, examples: { Added: supply } } },
    },
    problems: ['conflict'],
  },
  'DELETE /v1/recipients/{address}': {
    id: 'removeRecipient',
    tag: 'Alerts',
    summary: 'Tell an address nothing any more',
    params: z.object({ address: recipientAddressSchema.describe('E-mail address') }),
    answers: { 204: { description: 'It is told nothing from now on.' } },
    problems: ['not-found'],
    example: { params: { address: 'nobody@example.com' } },
  },
}
