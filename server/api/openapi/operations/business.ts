import type { BusinessAnswer } from '#contract/business.ts'
import { businessAnswerSchema, businessSettingsSchema } from '#contract/business.ts'
import type { Operations } from '../operation.ts'

const example: BusinessAnswer = {
  settings: {
    company: 'Brise-Mer',
    timeZone: 'Europe/Paris',
    phoneCountry: 'time-zone',
    freeMailDomains: ['mail.example'],
    customersOfKey: { email: 5, phone: 1, visitor: 1 },
  },
  isInForce: true,
}

export const businessOperations: Operations = {
  'GET /v1/settings/business': {
    id: 'readBusinessSettings',
    tag: 'Settings',
    summary: 'Read what holds for the whole installation',
    answers: {
      200: {
        description: 'As it is set, and whether the server has started with it.',
        content: { schema: businessAnswerSchema, examples: { 'In force': example } },
      },
    },
    problems: [],
  },
  'PUT /v1/settings/business': {
    id: 'changeBusinessSettings',
    tag: 'Settings',
    summary: 'Change what holds for the whole installation',
    description:
      'From the next start of the event server on. What was counted by days of another time zone, or known of customers by ' +
      'other limits, is then folded again from the log.',
    body: { schema: businessSettingsSchema, examples: { Paris: example.settings } },
    answers: {
      200: {
        description: 'As it is set now.',
        content: { schema: businessAnswerSchema, examples: { Changed: { ...example, isInForce: false } } },
      },
    },
    problems: [],
  },
}
