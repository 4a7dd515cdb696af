import * as z from 'zod'
import { collectSchema, collectedEventSchema, maxCollectedEvents, umamiAnswerSchema } from '#contract/tracking.ts'
import type { Operation, Operations } from '../operation.ts'
import { trackingProblems } from '../problems.ts'
import { preflight } from './tracking.ts'
import { doorHeaders } from './webhooks.ts'

/** The key is a member of the body, a place that OpenAPI has no word for: none is named, and the body demands it. */
const shared = {
  tag: 'Tracking',
  problems: trackingProblems,
} as const satisfies Partial<Operation>

const umamiSchema = z.looseObject({
  type: z.string().describe('`event` or `identify`'),
  payload: z
    .looseObject({
      website: z.string().describe("The source's public key, where Umami has the id of a site"),
      url: z.string().optional().describe('The page'),
      title: z.string().optional().describe('Title of the page'),
      referrer: z.string().optional().describe('Where the visitor came from'),
      name: z.string().optional().describe('Of the event; without it, it is a page view'),
      data: z.unknown().optional().describe('What is known about it'),
    })
    .describe('What happened'),
})

const umamiAnswer = {
  cache: 'eyJ2IjoiNWIwZTJmNmMifQ',
  sessionId: '5b0e2f6c-ab55-4859-8140-ebf0951522d9',
  visitId: '6f1ed002-ab55-4859-8140-ebf0951522d9',
}

export const collectOperations: Operations = {
  'POST /v1/collect': {
    ...shared,
    id: 'collect',
    summary: 'Report what our own tracker saw',
    description:
      'What `/vigie.js` sends: page views, how long a page was in front, what the page itself reports. One bad event never refuses the others.',
    body: {
      schema: collectSchema.extend({
        events: z.array(collectedEventSchema).max(maxCollectedEvents).describe('Each is looked at for itself'),
      }),
      mediaTypes: ['text/plain', 'application/json'],
      examples: {
        'A page view': {
          key: '2f7c1b1e-7a53-4d0e-9d0c-5b1f1f0a6c11',
          visitorId: '5b0e2f6c-ab55-4859-8140-ebf0951522d9',
          sentAt: 1795479666029,
          url: 'https://shop.example/',
          title: 'Home',
          events: [{ id: 'e1', type: 'page', at: 1795479665980, url: 'https://shop.example/' }],
        },
      },
    },
    answers: {
      204: {
        description: 'Everything is stored, or kept in the quarantine.',
        headers: [...doorHeaders, 'access-control-allow-origin'],
      },
    },
  },
  'OPTIONS /v1/collect': preflight('collectPreflight', '/v1/collect'),
  'POST /api/send': {
    ...shared,
    id: 'sendUmami',
    summary: "Report what Umami's tracker saw",
    description: "One event a request, as Umami's own server takes it, so its tracker works unmodified.",
    body: {
      schema: umamiSchema,
      examples: {
        'A page view': {
          type: 'event',
          payload: {
            website: '2f7c1b1e-7a53-4d0e-9d0c-5b1f1f0a6c11',
            url: '/',
            title: 'Home',
            hostname: 'shop.example',
          },
        },
      },
    },
    answers: {
      200: {
        description: 'Stored, or kept in the quarantine. Send `cache` along with what follows, as `x-umami-cache`.',
        headers: [...doorHeaders, 'access-control-allow-origin'],
        content: { schema: umamiAnswerSchema, examples: { 'As its tracker expects': umamiAnswer } },
      },
    },
  },
  'OPTIONS /api/send': preflight('sendUmamiPreflight', '/api/send'),
  'GET /vigie.js': {
    id: 'readTracker',
    tag: 'Tracking',
    summary: 'Get the tracker',
    headers: z.object({ 'if-none-match': z.string().optional().describe('An `etag` that is known already') }),
    answers: {
      200: {
        description: 'A script of at most 1 KB, to be put into pages.',
        headers: ['etag', 'cache-control', 'access-control-allow-origin'],
        content: {
          schema: z.string(),
          mediaTypes: ['text/javascript; charset=utf-8'],
          examples: { 'Its form': '(function(){})()' },
        },
      },
      304: { description: 'It is still the one you know.', headers: ['etag'] },
    },
    problems: [],
  },
}
