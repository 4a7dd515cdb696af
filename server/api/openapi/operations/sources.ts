import * as z from 'zod'
import type { CreatedSource, Source, SourceKindInfo } from '#contract/api.ts'
import {
  changeSourceSchema,
  createSourceSchema,
  createdSourceSchema,
  rotateSourceSchema,
  sourceKindInfoSchema,
  sourceSchema,
} from '#contract/api.ts'
import { sourceSlugSchema } from '#contract/event.ts'
import type { Operations } from '../operation.ts'

const slugParams = z.object({ slug: sourceSlugSchema.describe('Slug of the source') })
const ofShop = { params: { slug: 'shop' } }

const shop: Source = {
  slug: 'shop',
  name: 'Web shop',
  kind: 'standard-webhooks',
  config: {},
  mode: 'push',
  promiseSeconds: 300,
  silenceSeconds: 86_400,
  ratePerMinute: 60_000,
  enabled: true,
  path: '/v1/webhooks/shop',
  previousSecretUntil: null,
  createdAt: '2026-11-23T09:12:44.120Z',
}
const withSecret: CreatedSource = { ...shop, secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }
const standardWebhooks: SourceKindInfo = {
  kind: 'standard-webhooks',
  door: 'webhooks',
  assignsSecret: false,
  hasPublicKey: false,
  config: { type: 'object', properties: {}, additionalProperties: false },
}

export const sourceOperations: Operations = {
  'GET /v1/sources': {
    id: 'listSources',
    tag: 'Sources',
    summary: 'List all sources',
    answers: {
      200: {
        description: 'In the order of their slugs; no secret is among them.',
        content: {
          schema: z.object({ sources: z.array(sourceSchema) }),
          examples: { 'One source': { sources: [shop] } },
        },
      },
    },
    problems: [],
  },
  'GET /v1/sources/{slug}': {
    id: 'getSource',
    tag: 'Sources',
    summary: 'Read one source',
    params: slugParams,
    answers: {
      200: { description: 'The source.', content: { schema: sourceSchema, examples: { 'A web shop': shop } } },
    },
    problems: ['not-found'],
    example: ofShop,
  },
  'GET /v1/source-kinds': {
    id: 'listSourceKinds',
    tag: 'Sources',
    summary: 'List the kinds of sources there are',
    answers: {
      200: {
        description: 'Each with the door that takes its requests and the settings that it asks for.',
        content: {
          schema: z.object({ kinds: z.array(sourceKindInfoSchema) }),
          examples: { 'One of them': { kinds: [standardWebhooks] } },
        },
      },
    },
    problems: [],
  },
  'POST /v1/sources': {
    id: 'createSource',
    tag: 'Sources',
    summary: 'Create a source',
    description: 'The answer shows the secret, once. Its door is open as soon as the answer is there.',
    body: {
      schema: createSourceSchema,
      examples: {
        'Our own events': { slug: 'shop', name: 'Web shop' },
        Shopify: { slug: 'web-shop', kind: 'shopify', secret: 'the client secret of your app', promiseSeconds: 900 },
      },
    },
    answers: {
      201: {
        description: 'Made. Keep the secret: it is not shown again.',
        headers: ['cache-control'],
        content: { schema: createdSourceSchema, examples: { 'With its secret': withSecret } },
      },
    },
    problems: ['conflict'],
  },
  'PATCH /v1/sources/{slug}': {
    id: 'changeSource',
    tag: 'Sources',
    summary: 'Change or pause a source',
    description: 'What is left out stays as it is. A paused source answers 503, so that its sender comes again.',
    params: slugParams,
    body: {
      schema: changeSourceSchema,
      examples: { Pause: { enabled: false }, 'Another promise': { promiseSeconds: 60 } },
    },
    answers: {
      200: {
        description: 'As it is now.',
        content: { schema: sourceSchema, examples: { Paused: { ...shop, enabled: false } } },
      },
    },
    problems: ['not-found'],
    example: ofShop,
  },
  'POST /v1/sources/{slug}/rotate': {
    id: 'rotateSource',
    tag: 'Sources',
    summary: 'Give a source a new secret',
    description:
      'The old secret goes on being accepted for a while, so that nothing is refused while the sender changes over.',
    params: slugParams,
    body: {
      schema: rotateSourceSchema,
      isOptional: true,
      examples: { 'Two days to change over': { overlapHours: 48 } },
    },
    answers: {
      200: {
        description: 'With the new secret, shown this once.',
        headers: ['cache-control'],
        content: {
          schema: createdSourceSchema,
          examples: { 'With its secret': { ...withSecret, previousSecretUntil: '2026-11-25T09:12:44.120Z' } },
        },
      },
    },
    problems: ['not-found', 'conflict'],
    example: ofShop,
  },
}
