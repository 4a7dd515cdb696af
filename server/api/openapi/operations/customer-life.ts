import * as z from 'zod'
import { idempotencyKeySchema } from '#contract/alerts.ts'
import type { ArrivalAnswer } from '#contract/arrivals.ts'
import { arrivalAnswerSchema, callCustomerSchema } from '#contract/arrivals.ts'
import { eraseCustomerSchema, erasureAnswerSchema } from '#contract/erasure.ts'
import { customerExportSchema } from '#contract/customer-export.ts'
import { customerIdSchema } from '#contract/customer-key.ts'
import type { TimelinePage } from '#contract/timeline.ts'
import { timelinePageSchema, timelineQuerySchema } from '#contract/timeline.ts'
import type { Operation, Operations } from '../operation.ts'

const customer = '3e1fdb4e-2b0e-6c8d-9d0c-5b1f1f0a6c11'
const params = z.object({ id: customerIdSchema.describe('Of the customer, or of any key that it is known by') })
const page: TimelinePage = {
  entries: [
    {
      kind: 'entry',
      position: '4711',
      key: customer,
      type: 'page.viewed',
      source: 'site',
      at: 1795479665120,
      facts: { title: 'Parka', path: '/parka' },
    },
  ],
  next: '1795479665120.4711',
}
const exported = {
  exportedAt: '2026-11-28T10:00:00.000Z',
  customer,
  keys: [
    {
      id: customer,
      kind: 'visitor',
      value: 'v-8842',
      name: null,
      company: null,
      shared: false,
      uses: 1,
      firstSeen: 1795479665120,
      lastSeen: 1795479665120,
    },
  ],
  links: [],
  orders: [],
  tickets: [],
  meetings: [],
  arrivals: [],
  activity: [],
  entries: page.entries.map(({ kind: _, ...entry }) => ({
    ...entry,
    event: {
      id: 'p-1',
      subject: 'visitor/v-8842',
      receivedAt: '2026-11-24T00:21:05.300Z',
      data: { visitorId: 'v-8842', title: 'Parka', path: '/parka' },
    },
  })),
}
const answered: ArrivalAnswer = { customer, position: '4712' }

function stored(description: string): Pick<Operation, 'answers'> {
  return {
    answers: { 200: { description, content: { schema: arrivalAnswerSchema, examples: { Stored: answered } } } },
  }
}

const ofNewAccount = {
  tag: 'Customers',
  params,
  problems: ['not-found', 'conflict', 'unavailable'],
  example: { params: { id: customer } },
} as const

export const customerLifeOperations: Operations = {
  'GET /v1/customers/{id}/timeline': {
    id: 'readTimeline',
    tag: 'Customers',
    summary: 'Read what a customer did, newest first',
    description:
      'Entries of all keys that the customer is known by. The view `customer:{id}` has the newest of them, live; this goes on from there.',
    params,
    query: timelineQuerySchema,
    answers: {
      200: {
        description: 'A page, empty where no event has named the customer.',
        content: { schema: timelinePageSchema, examples: { 'A page viewed': page } },
      },
    },
    problems: [],
    example: { params: { id: customer } },
  },
  'GET /v1/customers/{id}/export': {
    id: 'exportCustomer',
    tag: 'Customers',
    summary: 'Read everything that is held about a customer, as a file',
    description:
      'Keys and how each is known, orders, tickets, new accounts, interest, and every event with its data. What an event says of ' +
      'other people is left out. Requests that wait in the quarantine are not in it.',
    params,
    answers: {
      200: {
        description: 'One JSON object, written as it is read.',
        headers: ['content-disposition', 'cache-control'],
        content: { schema: customerExportSchema, examples: { 'One page viewed': exported } },
      },
    },
    problems: ['not-found'],
    example: { params: { id: customer } },
  },
  'POST /v1/customers/{id}/erase': {
    id: 'eraseCustomer',
    tag: 'Customers',
    summary: 'Erase a customer',
    description:
      'Takes what is personal out of the log, and the customer out of every table. Totals stay. From the answer on nothing ' +
      'personal of the customer is taken in any more; the rest is gone in seconds, and the event `customer.erased` is its receipt.',
    params,
    body: { schema: eraseCustomerSchema, examples: { 'For good': { customer } } },
    answers: {
      202: {
        description: 'It is under way, and goes on whatever stops.',
        content: {
          schema: erasureAnswerSchema,
          examples: { 'Under way': { erasure: '1f0c3a77-91bd-4a50-8d0b-7a2f8f6c1e09', keys: 3 } },
        },
      },
    },
    problems: ['not-found', 'conflict'],
    example: { params: { id: customer } },
  },
  'POST /v1/customers/{id}/take': {
    id: 'takeCustomer',
    summary: 'Take care of a new account',
    description: 'Of two people who take one at once, one is told `conflict`: the other was first.',
    ...ofNewAccount,
    ...stored('It is yours.'),
  },
  'POST /v1/customers/{id}/release': {
    id: 'releaseCustomer',
    summary: 'Give a new account back',
    ...ofNewAccount,
    ...stored('Somebody else may take it now.'),
  },
  'POST /v1/customers/{id}/call': {
    id: 'noteCall',
    summary: 'Note what came of a call',
    ...ofNewAccount,
    headers: z.object({
      'idempotency-key': idempotencyKeySchema.optional().describe('Makes a repeat of this request one and the same'),
    }),
    body: {
      schema: callCustomerSchema,
      examples: { 'To be called back': { outcome: 'call-back', note: 'After five' } },
    },
    ...stored('It is in the log.'),
  },
}
