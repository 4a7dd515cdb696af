import * as z from 'zod'
import type { RecipientAnswer, RecipientList } from '#contract/recipients.ts'
import {
  addBrowserSchema,
  addRecipientSchema,
  recipientAddressSchema,
  recipientListSchema,
  recipientSchema,
} from '#contract/recipients.ts'
import type { Operations } from '../operation.ts'

const supply: RecipientAnswer = {
  address: 'supply@example.com',
  channel: 'mail',
  name: 'Supply desk',
  language: 'en',
  timeZone: 'Europe/Paris',
  quiet: { from: '21:00', until: '07:30' },
  digestAt: null,
  topics: ['alerts'],
  resting: [],
}

const { channel: _, resting: __, ...supplyBody } = supply
const browser: RecipientAnswer = {
  ...supply,
  address: 'push:LP2pEVyjPpJ1tYk1sJXZrV7Hn0bXqk8Vb4xJmGd0c3E',
  channel: 'push',
  name: 'Telephone of the desk',
  digestAt: '08:00',
}
const pushKey = 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4'
const list: RecipientList = { canSend: true, pushKey, timeZone: 'Europe/Paris', recipients: [supply, browser] }

export const recipientOperations: Operations = {
  'GET /v1/recipients': {
    id: 'listRecipients',
    tag: 'Alerts',
    summary: 'List who is told of alerts, meetings and silent sources',
    answers: {
      200: {
        description: 'All of them.',
        content: {
          schema: recipientListSchema,
          examples: { 'An address and a browser': list },
        },
      },
    },
    problems: [],
  },
  'POST /v1/recipients': {
    id: 'addRecipient',
    tag: 'Alerts',
    summary: 'Tell somebody by e-mail',
    description:
      'Of each alert that opens from now on once: what opens within seconds in one message, not in quiet hours, and not when ' +
      'it is over, or somebody has it, before it could be told. Of meetings and silent sources where `topics` names them. Alerts ' +
      'take the permission `view:stock`, meetings `view:meetings`: of whoever asks, and for as long as they have it.',
    body: { schema: addRecipientSchema, examples: { 'As it comes, but not at night': supplyBody } },
    answers: {
      201: { description: 'As it is kept.', content: { schema: recipientSchema, examples: { Added: supply } } },
    },
    problems: ['conflict'],
  },
  'POST /v1/recipients/browsers': {
    id: 'addBrowser',
    tag: 'Alerts',
    summary: 'Tell a browser',
    description:
      'By Web Push: what its `PushSubscription` says, made for the `pushKey` of the list. A browser that is among them already ' +
      'is told from now on as it says here. One whose push service knows it no longer is removed by itself.',
    body: {
      schema: addBrowserSchema,
      examples: {
        'A telephone': {
          endpoint: 'https://push.example.com/wpush/v2/gAAAAABnExample',
          keys: { p256dh: pushKey, auth: 'BTBZMqHH6r4Tts7J_aSIgg' },
          name: 'Telephone of the desk',
          quiet: { from: '21:00', until: '07:30' },
        },
      },
    },
    answers: {
      200: {
        description: 'It was there; it is as it says now.',
        content: { schema: recipientSchema, examples: { Changed: browser } },
      },
      201: { description: 'As it is kept.', content: { schema: recipientSchema, examples: { Added: browser } } },
    },
    problems: [],
  },
  'DELETE /v1/recipients/{address}': {
    id: 'removeRecipient',
    tag: 'Alerts',
    summary: 'Tell an address nothing any more',
    params: z.object({ address: recipientAddressSchema.describe('E-mail address, or what the list calls a browser') }),
    answers: { 204: { description: 'It is told nothing from now on.' } },
    problems: ['not-found'],
    example: { params: { address: 'nobody@example.com' } },
  },
}
