import * as z from 'zod'
import type { Installation, TryTicket } from '#contract/api.ts'
import { installationSchema, tryTicketSchema } from '#contract/api.ts'
import type { ViewSnapshot } from '#contract/view.ts'
import { topicSchema, viewRowSchemas, viewSnapshotSchema } from '#contract/view.ts'
import type { Operations } from '../operation.ts'

const snapshot: ViewSnapshot = {
  topic: 'wall',
  epoch: '5b0e2f6c',
  version: 12,
  position: '4711',
  rows: { 'second:1795479666': { kind: 'second', at: 1795479666, received: 3 } },
  asOf: {
    occurredAt: 1795479665120,
    receivedAt: 1795479666029,
    storedAt: 1795479666038,
    projectedAt: 1795479666061,
    emittedAt: 1795479666120,
  },
}
const installation: Installation = {
  company: 'Maison Lumen',
  timeZone: 'Europe/Paris',
  version: '0.1.0',
  demo: false,
  hasPeople: true,
  singleSignOn: null,
  publicUrl: 'https://vigie.example',
}
const ticket: TryTicket = {
  path: '/v1/webhooks/try-it',
  headers: {
    'content-type': 'application/json',
    'webhook-id': 'try-6f1ed002-ab55-4859-8140-ebf0951522d9',
    'webhook-timestamp': '1795479666',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  },
  body: '{"type":"wall.tried","data":{}}',
  eventId: 'try-6f1ed002-ab55-4859-8140-ebf0951522d9',
}

export const screenOperations: Operations = {
  'GET /v1/views/{topic}': {
    id: 'readView',
    tag: 'Screens',
    summary: 'Read a view as it is now',
    description: `Every row of the view at one position of the log. The socket at \`/live\` goes on from there: subscribe with this \`epoch\` and \`version\`, and every change follows.

Views there are: ${Object.keys(viewRowSchemas)
      .map((name) => `\`${name}\``)
      .join(', ')}. Each has its own permission.`,
    params: z.object({ topic: topicSchema.describe("The view's name, or `name:parameter`") }),
    answers: {
      200: {
        description: 'The whole view.',
        content: { schema: viewSnapshotSchema, examples: { 'A row of the wall': snapshot } },
      },
    },
    problems: ['unknown-view', 'not-found', 'unavailable'],
    example: { params: { topic: 'wall' } },
  },
  'GET /v1/installation': {
    id: 'readInstallation',
    tag: 'Screens',
    summary: 'Read what screens need to know about this installation',
    answers: {
      200: {
        description: 'Company, time zone, version, public address.',
        content: { schema: installationSchema, examples: { 'An installation': installation } },
      },
    },
    problems: [],
  },
  'POST /v1/wall/try': {
    id: 'tryWall',
    tag: 'Screens',
    summary: 'Get a signed request to send yourself',
    description: 'Send it as it is to the door it names, within 5 minutes, and watch the wall count it.',
    answers: {
      200: {
        description: 'Signed, and not sent.',
        headers: ['cache-control'],
        content: { schema: tryTicketSchema, examples: { 'A ticket': ticket } },
      },
    },
    problems: ['unavailable'],
  },
}
