import * as z from 'zod'
import {
  alertIdSchema,
  assignAlertSchema,
  commentAlertSchema,
  idempotencyKeySchema,
  snoozeAlertSchema,
} from '#contract/alerts.ts'
import type { EventResult } from '#contract/api.ts'
import { eventResultSchema } from '#contract/api.ts'
import type { Operation, Operations } from '../operation.ts'

const stored: EventResult = { id: 'RzN1c2V5Y2xlLXRoaXMtaXMtYS1oYXNo', outcome: 'stored', position: '4711' }

/** What all verbs have in common. */
const ofAlert = {
  tag: 'Alerts',
  params: z.object({ id: alertIdSchema.describe('Of the alert, as the view `stock` has it') }),
  headers: z.object({
    'idempotency-key': idempotencyKeySchema
      .optional()
      .describe(
        'Makes a repeat of this request one and the same. Without it a repeat is known by what it asks for, as long as nothing else has happened to the alert',
      ),
  }),
  answers: {
    200: {
      description: 'Its event is stored; `duplicate`: it was before, or there was nothing to change.',
      content: { schema: eventResultSchema, examples: { Stored: stored } },
    },
  },
  problems: ['not-found', 'conflict', 'unavailable'],
  example: {
    params: { id: 'BRM-1182-M@rennes:out:4702' },
    headers: { 'idempotency-key': '8e03978e-40d5-43e8-bc93-6894a57f9324' },
  },
} as const satisfies Partial<Operation>

export const alertOperations: Operations = {
  'POST /v1/alerts/{id}/acknowledge': {
    ...ofAlert,
    id: 'acknowledgeAlert',
    summary: 'Take an alert',
    description: 'Whoever takes it has it. One that somebody else has, or that is closed, is answered `conflict`.',
  },
  'POST /v1/alerts/{id}/assign': {
    ...ofAlert,
    id: 'assignAlert',
    summary: 'Give an alert to somebody',
    body: { schema: assignAlertSchema, examples: { 'To a colleague': { assignee: { id: 'u-17', name: 'Karim D' } } } },
  },
  'POST /v1/alerts/{id}/snooze': {
    ...ofAlert,
    id: 'snoozeAlert',
    summary: 'Let an alert be quiet for a while',
    body: { schema: snoozeAlertSchema, examples: { 'Until the morning': { until: '2026-11-24T08:00:00.000Z' } } },
  },
  'POST /v1/alerts/{id}/comment': {
    ...ofAlert,
    id: 'commentAlert',
    summary: 'Say something about an alert',
    body: { schema: commentAlertSchema, examples: { 'A word': { text: 'The lorry is late, called the depot.' } } },
  },
  'POST /v1/alerts/{id}/reopen': {
    ...ofAlert,
    id: 'reopenAlert',
    summary: 'Give an alert back, or wake it',
    description:
      'One that is snoozed is awake again, and with whoever had it; any other is open again, as if nobody had taken it.',
  },
}
