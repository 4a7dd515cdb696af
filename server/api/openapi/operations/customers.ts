import * as z from 'zod'
import { idempotencyKeySchema } from '#contract/alerts.ts'
import type { EventResult } from '#contract/api.ts'
import { eventResultSchema } from '#contract/api.ts'
import { customerIdSchema } from '#contract/customer-key.ts'
import type { FoundCustomer } from '#contract/customers.ts'
import {
  customerSearchAnswerSchema,
  customerSearchSchema,
  mergeCustomerSchema,
  splitCustomerSchema,
} from '#contract/customers.ts'
import type { Operation, Operations } from '../operation.ts'

const ada: FoundCustomer = {
  id: '7b1d0e5a-3b0f-9f5e-6f52-0d6a7a3e8c11',
  name: 'Ada Morel',
  kind: 'customer',
  value: 'c-10017',
  emails: ['ada@acme.example'],
  phones: ['+33639981234'],
  company: { id: '0c7f9f0e-52a4-7d0c-0f7e-3f0d3b1b7a55', name: 'Acme' },
  isShared: false,
  createdAt: 1_795_439_100_123,
  firstOrderAt: null,
  by: 'words',
}

const stored: EventResult = { id: 'TWVyZ2VkLWJ5LWFuLWlkLW9mLWEtaGFzaA', outcome: 'stored', position: '4711' }

const decided = {
  tag: 'Customers',
  params: z.object({ id: customerIdSchema.describe('Of the customer, or of any of its keys') }),
  headers: z.object({
    'idempotency-key': idempotencyKeySchema.optional().describe('Makes a repeat of this request one and the same'),
  }),
  answers: {
    200: {
      description: 'Its event is stored; `duplicate`: it was before, or there was nothing to change.',
      content: { schema: eventResultSchema, examples: { Stored: stored } },
    },
  },
  problems: ['not-found', 'unavailable'],
  example: {
    params: { id: ada.id },
    headers: { 'idempotency-key': '8e03978e-40d5-43e8-bc93-6894a57f9324' },
  },
} as const satisfies Partial<Operation>

export const customerOperations: Operations = {
  'GET /v1/customers': {
    id: 'searchCustomers',
    tag: 'Customers',
    summary: 'Find customers',
    description:
      'By words or beginnings of words of a name, an e-mail address or a company; by a telephone number or its beginning; by a whole ' +
      'customer, visitor or order id. A name that is misspelt is found where nothing else is.',
    query: customerSearchSchema,
    answers: {
      200: {
        description: 'The best first.',
        content: { schema: customerSearchAnswerSchema, examples: { 'One of that name': { customers: [ada] } } },
      },
    },
    problems: [],
    example: { query: { q: 'ada mor' } },
  },
  'POST /v1/customers/{id}/merge': {
    ...decided,
    id: 'mergeCustomers',
    summary: 'Say that two customers are one',
    body: {
      schema: mergeCustomerSchema,
      examples: { 'With another one': { with: '5f0c3a77-91bd-4a50-8d0b-7a2f8f6c1e09' } },
    },
  },
  'POST /v1/customers/{id}/split': {
    ...decided,
    id: 'splitCustomer',
    summary: 'Say that keys are not one customer’s',
    description: 'What links them is undone, and stays so whatever later events say of the same two keys.',
    body: {
      schema: splitCustomerSchema,
      examples: { 'A key that is somebody else’s': { keys: ['5f0c3a77-91bd-4a50-8d0b-7a2f8f6c1e09'] } },
    },
  },
}
