import * as z from 'zod'
import type { QuarantinedDetail, QuarantinedRequest } from '#contract/quarantine.ts'
import {
  discardAnswerSchema,
  quarantineIdSchema,
  quarantinePageSchema,
  quarantineQuerySchema,
  quarantinedDetailSchema,
  replayAnswerSchema,
  replayManyAnswerSchema,
  replayManySchema,
  replayQuarantinedSchema,
} from '#contract/quarantine.ts'
import type { Operations } from '../operation.ts'

const refused: QuarantinedRequest = {
  id: '42',
  source: 'shop',
  stage: 'schema',
  state: 'open',
  code: 'invalid-event',
  detail: '1 of 1 events could not be stored',
  errors: [{ pointer: '#/data/currency', detail: 'must be an ISO 4217 code such as EUR' }],
  method: 'POST',
  url: '/v1/webhooks/shop',
  bodyBytes: 74,
  receivedAt: '2026-11-23T13:05:00.980Z',
  resolvedAt: null,
}
const whole: QuarantinedDetail = {
  ...refused,
  headers: { 'content-type': 'application/json', 'webhook-id': 'msg_2mVq7yXk4pR9sT1uW3zB5d' },
  body: '{"type":"order.placed","data":{"totalMinor":8490,"currency":"euro"}}',
  bodyEncoding: 'utf8',
  isMendable: true,
  isReplayable: true,
}
const resolvedAt = '2026-11-23T14:20:11.004Z'

const params = z.object({ id: quarantineIdSchema.describe('Of the request') })
const of42 = { params: { id: '42' } }

export const quarantineOperations: Operations = {
  'GET /v1/quarantine': {
    id: 'listQuarantine',
    tag: 'Quarantine',
    summary: 'List what the doors refused',
    query: quarantineQuerySchema,
    answers: {
      200: {
        description: 'A page, newest first, and the totals of everything.',
        content: {
          schema: quarantinePageSchema,
          examples: {
            'One request': {
              requests: [refused],
              next: null,
              totals: [{ source: 'shop', stage: 'schema', open: 1, refusedLastDay: 1, dropped: 0 }],
            },
          },
        },
      },
    },
    problems: [],
    example: { query: { state: 'open' } },
  },
  'GET /v1/quarantine/{id}': {
    id: 'readQuarantined',
    tag: 'Quarantine',
    summary: 'Read one refused request as it came',
    params,
    answers: {
      200: {
        description: 'With its headers and body.',
        headers: ['cache-control'],
        content: { schema: quarantinedDetailSchema, examples: { 'A wrong currency': whole } },
      },
    },
    problems: ['not-found'],
    example: of42,
  },
  'POST /v1/quarantine/{id}/replay': {
    id: 'replayQuarantined',
    tag: 'Quarantine',
    summary: 'Try a refused request again, as it came or mended',
    description: 'What it stores has the original ids and times.',
    params,
    body: {
      schema: replayQuarantinedSchema,
      isOptional: true,
      examples: { Mended: { body: '{"type":"order.placed","data":{"totalMinor":8490,"currency":"EUR"}}' } },
    },
    answers: {
      200: {
        description:
          '`request.state` is `replayed` when everything in it is stored now, else `open`, with the new reason.',
        content: {
          schema: replayAnswerSchema,
          examples: {
            Stored: {
              request: { ...refused, state: 'replayed', resolvedAt },
              results: [{ id: 'msg_2mVq7yXk4pR9sT1uW3zB5d', outcome: 'stored', position: '4714' }],
            },
          },
        },
      },
    },
    problems: ['not-found', 'conflict', 'unavailable'],
    example: of42,
  },
  'POST /v1/quarantine/replay': {
    id: 'replayManyQuarantined',
    tag: 'Quarantine',
    summary: 'Try many refused requests again',
    description: 'Open ones, oldest first. Go on with `after` = `next` until that is `null`.',
    body: {
      schema: replayManySchema,
      isOptional: true,
      examples: { 'Of one source': { source: 'shop', stage: 'schema' } },
    },
    answers: {
      200: {
        description: 'What became of them.',
        content: {
          schema: replayManyAnswerSchema,
          examples: { 'Some stay': { replayed: 97, stillOpen: 3, eventsStored: 412, next: '1041' } },
        },
      },
    },
    problems: ['unavailable'],
  },
  'POST /v1/quarantine/{id}/discard': {
    id: 'discardQuarantined',
    tag: 'Quarantine',
    summary: 'Say that a refused request is not worth replaying',
    params,
    answers: {
      200: {
        description: 'As it is now.',
        content: {
          schema: discardAnswerSchema,
          examples: { Discarded: { ...refused, state: 'discarded', resolvedAt } },
        },
      },
    },
    problems: ['not-found', 'conflict'],
    example: of42,
  },
}
