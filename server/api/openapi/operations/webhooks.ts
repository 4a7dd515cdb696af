import * as z from 'zod'
import { maxEventsPerRequest, webhookAnswerSchema, webhookEventSchema } from '#contract/api.ts'
import { sourceSlugSchema } from '#contract/event.ts'
import type { AnswerHeader, Operations } from '../operation.ts'
import { doorProblems } from '../problems.ts'
import { signedSample } from '../samples.ts'

export const doorHeaders = ['ratelimit-policy', 'ratelimit', 'server-timing'] as const satisfies readonly AnswerHeader[]

export const contentEncoding = z
  .enum(['identity', 'gzip'])
  .optional()
  .describe('Absent, `identity` or `gzip`; the signature is over the body before it')

/** Of Standard Webhooks; Svix's names, `svix-…`, mean the same. */
export const signatureHeaders = z.object({
  'webhook-id': z
    .string()
    .max(200)
    .optional()
    .describe('Of this request, the same when it is repeated; required where the kind is signed as Standard Webhooks'),
  'webhook-timestamp': z
    .string()
    .optional()
    .describe("Unix seconds of this attempt, within 300 s of the server's clock"),
  'content-encoding': contentEncoding,
})

export const signatureHeaderExample = {
  'webhook-id': 'msg_2mVq7yXk4pR9sT1uW3zB5d',
  'webhook-timestamp': '1795479666',
}

export const oneEvent = {
  id: 'order-1001-placed',
  type: 'order.placed',
  timestamp: '2026-11-23T13:05:00.123Z',
  subject: 'order/1001',
  data: { orderId: '1001', totalMinor: 8490, currency: 'EUR', store: 'Nantes' },
}

const accepted = {
  results: [{ id: 'order-1001-placed', outcome: 'stored', position: '4711' }],
  receivedAt: 1795479666029,
  storedAt: 1795479666038,
}

export const webhookOperations: Operations = {
  'POST /v1/webhooks/{source}': {
    id: 'sendWebhook',
    tag: 'Doors',
    summary: 'Send events, or what your provider sends',
    description: `Takes one event or an array of up to ${maxEventsPerRequest}, signed as Standard Webhooks, and answers after they are durable, with an outcome per event: one bad event never refuses the others.

A source of another kind takes its provider's own payload and signature (Shopify, Stripe, GitHub, HubSpot, WooCommerce, a plain HMAC, a Bearer key) exactly as the provider sends it. A topic without a meaning here is stored as \`<kind>.<topic>\` and answered 202.

Send again after no answer, 429 and any 5xx, with the same ids: what was stored comes back as \`duplicate\`.`,
    params: z.object({ source: sourceSlugSchema.describe('Slug of the source') }),
    headers: signatureHeaders,
    body: {
      schema: z.union([
        webhookEventSchema,
        z
          .array(webhookEventSchema)
          .min(1)
          .max(maxEventsPerRequest)
          .describe('Several at once, which costs much less than one by one'),
        z.unknown().describe("A provider's own payload, where the kind of the source is that provider"),
      ]),
      examples: {
        'One event': oneEvent,
        'Several events': [
          oneEvent,
          { type: 'stock.changed', subject: 'sku/TS-001', data: { sku: 'TS-001', store: 'Nantes', onHand: 3 } },
        ],
      },
    },
    answers: {
      202: {
        description: 'Everything that says `stored` is durable.',
        headers: doorHeaders,
        content: {
          schema: webhookAnswerSchema,
          examples: {
            'All stored': accepted,
            'Outcomes differ': {
              ...accepted,
              results: [
                { id: 'order-1001-placed', outcome: 'stored', position: '4711' },
                { id: 'order-1000-placed', outcome: 'duplicate' },
                {
                  id: 'msg_2mVq7yXk4pR9sT1uW3zB5d:2',
                  outcome: 'invalid',
                  errors: [{ pointer: '#/2/data/currency', detail: 'must be an ISO 4217 code such as EUR' }],
                },
              ],
            },
          },
        },
      },
      200: {
        description: 'The request only asked whether somebody is there; nothing was stored.',
        headers: ['ratelimit-policy', 'ratelimit'],
        content: { schema: z.object({}), examples: { 'To a probe': {} } },
      },
    },
    problems: [...doorProblems, 'timestamp-out-of-range'],
    credentials: ['standardWebhooks', 'bearerKey', 'provider'],
    example: { params: { source: 'shop' }, headers: signatureHeaderExample },
    sample: (origin) => signedSample({ origin, path: '/v1/webhooks/shop', body: oneEvent }),
  },
}
