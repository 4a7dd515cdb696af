import * as z from 'zod'
import { maxEventsPerRequest, webhookAnswerSchema } from '#contract/api.ts'
import { sourceSlugSchema } from '#contract/event.ts'
import type { Answer, Operations } from '../operation.ts'
import { doorProblems } from '../problems.ts'
import { signedSample } from '../samples.ts'
import { doorHeaders, signatureHeaderExample, signatureHeaders } from './webhooks.ts'

const row = z.looseObject({}).nullable().optional()

const changeSchema = z.looseObject({
  before: row.describe('The row as it was'),
  after: row.describe('The row as it is; `null` when it is deleted'),
  source: z.looseObject({ table: z.string().optional().describe('Which table') }).describe('Where and when it changed'),
  op: z.enum(['c', 'u', 'd', 'r', 't', 'm']).describe('Created, updated, deleted, read, truncated, message'),
  ts_ms: z.int().optional().describe('When the connector saw it, epoch ms'),
})

const change = {
  before: { id: 7, sku: 'TS-001', on_hand: 4 },
  after: { id: 7, sku: 'TS-001', on_hand: 3 },
  source: {
    connector: 'postgresql',
    name: 'erp',
    db: 'erp',
    schema: 'public',
    table: 'stock',
    lsn: 24023128,
    ts_ms: 1795479665990,
  },
  op: 'u',
  ts_ms: 1795479666020,
}

const accepted: Answer = {
  description: 'Everything that says `stored` is durable.',
  headers: doorHeaders,
  content: {
    schema: webhookAnswerSchema,
    examples: {
      Stored: {
        results: [{ id: 'erp 24023128', outcome: 'stored', position: '4712' }],
        receivedAt: 1795479666029,
        storedAt: 1795479666038,
      },
    },
  },
}

export const changeEventOperations: Operations = {
  'POST /v1/debezium/{source}': {
    id: 'sendChanges',
    tag: 'Doors',
    summary: "Send a database's changes with Debezium",
    description:
      "What Debezium Server's HTTP sink sends, signed as Standard Webhooks: one record or an array, with or without the `schema` and `payload` wrapper, also in Debezium's CloudEvents form. Rows of a snapshot are history. Tombstones and heartbeats are accepted and stored nowhere.",
    params: z.object({ source: sourceSlugSchema.describe('Slug of the source') }),
    headers: signatureHeaders,
    body: {
      schema: z.union([
        changeSchema,
        z.looseObject({ payload: changeSchema.nullable().describe('The change') }).describe('With its wrapper'),
        z.array(z.unknown()).max(maxEventsPerRequest).describe('Several, each in either form'),
        z.null().describe('A tombstone'),
      ]),
      mediaTypes: ['application/json', 'application/cloudevents+json'],
      examples: { 'A row that changed': change, 'With its wrapper': { payload: change }, Several: [change] },
    },
    answers: { 202: accepted },
    problems: [...doorProblems, 'timestamp-out-of-range'],
    credentials: ['standardWebhooks'],
    example: { params: { source: 'erp' }, headers: signatureHeaderExample },
    sample: (origin) => signedSample({ origin, path: '/v1/debezium/erp', body: change }),
  },
}
