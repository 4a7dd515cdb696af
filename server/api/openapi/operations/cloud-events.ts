import * as z from 'zod'
import { maxEventsPerRequest, webhookAnswerSchema } from '#contract/api.ts'
import { cloudEventSchema } from '../../../ingest/cloud-event.ts'
import type { Operations } from '../operation.ts'
import { doorProblems } from '../problems.ts'
import { doorHeaders } from './webhooks.ts'

const cloudEvent = {
  specversion: '1.0',
  id: 'A234-1234-1234',
  source: '/shops/nantes',
  type: 'order.placed',
  subject: 'order/1001',
  time: '2026-11-23T13:05:00.123Z',
  datacontenttype: 'application/json',
  data: { orderId: '1001', totalMinor: 8490, currency: 'EUR' },
}

const attribute = (description: string) => z.string().optional().describe(description)

export const cloudEventOperations: Operations = {
  'POST /v1/events': {
    id: 'sendCloudEvents',
    tag: 'Doors',
    summary: 'Send CloudEvents',
    description:
      'CloudEvents 1.0 over HTTP. Structured: the event is the body. Batch: an array of events. Binary: the attributes are `ce-` headers, and the body is the data, of any content type. The key says which source sends; `source` and `id` of the event say whether it is a repeat.',
    headers: z.object({
      'ce-specversion': attribute('In binary mode: `1.0`'),
      'ce-id': attribute('In binary mode: unique within its source'),
      'ce-source': attribute('In binary mode: where it happened'),
      'ce-type': attribute('In binary mode: what happened'),
      'ce-subject': attribute('In binary mode: what it is about'),
      'ce-time': attribute('In binary mode: when it happened'),
    }),
    body: {
      schema: z.union([
        cloudEventSchema,
        z.array(cloudEventSchema).max(maxEventsPerRequest).describe('As application/cloudevents-batch+json'),
        z.unknown().describe('In binary mode: the data'),
      ]),
      mediaTypes: ['application/cloudevents+json', 'application/cloudevents-batch+json', '*/*'],
      examples: { 'One event': cloudEvent, 'A batch': [cloudEvent] },
    },
    answers: {
      202: {
        description: 'Everything that says `stored` is durable.',
        headers: doorHeaders,
        content: {
          schema: webhookAnswerSchema,
          examples: {
            Stored: {
              results: [{ id: '/shops/nantes A234-1234-1234', outcome: 'stored', position: '4713' }],
              receivedAt: 1795479666029,
              storedAt: 1795479666038,
            },
          },
        },
      },
    },
    problems: doorProblems.filter((code) => code !== 'unknown-source'),
    credentials: ['bearerKey', 'accessToken'],
  },
  'OPTIONS /v1/events': {
    id: 'askWhetherToSend',
    tag: 'Doors',
    summary: 'Ask whether CloudEvents may be sent here',
    description:
      "The handshake of CloudEvents' webhooks. Anybody may ask, and is told yes: without a key nothing is taken all the same.",
    headers: z.object({
      'webhook-request-origin': z.string().optional().describe('DNS name of the sender'),
      'webhook-request-rate': z.string().optional().describe('Requests a minute that it would like to send, or `*`'),
    }),
    answers: {
      200: { description: 'It may.', headers: ['webhook-allowed-origin', 'webhook-allowed-rate'] },
      204: { description: 'Nobody asked for an origin; `allow` has the methods.' },
    },
    problems: ['invalid-request', 'too-many-requests'],
    credentials: ['bearerKey', 'accessToken'],
    example: { headers: { 'webhook-request-origin': 'shop.example', 'webhook-request-rate': '120' } },
  },
}
