import * as z from 'zod'
import { eventStagesSchema } from '#contract/api.ts'
import type { WireEvent } from '#contract/event.ts'
import { eventTypeSchema, sourceSlugSchema, storedEventSchema } from '#contract/event.ts'
import type { Operations } from '../operation.ts'

const positionSchema = z.string().regex(/^\d{1,18}$/, 'must be a position: a whole number of at most 18 digits')

export const orderPlaced: WireEvent = {
  position: '4711',
  id: 'order-1001-placed',
  source: 'shop',
  type: 'order.placed',
  subject: 'order/1001',
  occurredAt: '2026-11-23T13:05:00.123Z',
  receivedAt: '2026-11-23T13:05:00.980Z',
  data: { orderId: '1001', totalMinor: 8490, currency: 'EUR', store: 'Nantes' },
  backfill: false,
  synthetic: false,
  clamped: false,
}

export const eventOperations: Operations = {
  'GET /v1/events': {
    id: 'listEvents',
    tag: 'Events',
    summary: 'Read the log',
    description: `Events in the order of their positions. Read on with \`after\` = \`next\` until it no longer moves: a page may hold fewer events than asked for, even none, while there are more.`,
    query: z.object({
      after: positionSchema.optional().describe('Read on from this position; without it from the beginning'),
      limit: z.int().min(1).max(1000).default(100).describe('Events of a page, at most'),
      type: eventTypeSchema.optional().describe('Only events of this type'),
      source: sourceSlugSchema.optional().describe('Only events of this source'),
    }),
    answers: {
      200: {
        description: 'A page of the log.',
        content: {
          schema: z.object({
            events: z.array(storedEventSchema).describe('In their order'),
            next: z.string().describe('Where to read on'),
          }),
          examples: { 'One event': { events: [orderPlaced], next: '4711' } },
        },
      },
    },
    problems: [],
    example: { query: { after: '4700', limit: '100', source: 'shop' } },
  },
  'GET /v1/events/{position}/stages': {
    id: 'readEventStages',
    tag: 'Events',
    summary: 'Read when an event was stored and projected',
    description: 'Of the last moments only: older events answer `null`.',
    params: z.object({ position: positionSchema.describe('Its place in the log') }),
    answers: {
      200: {
        description: 'Epoch ms of the server; `null` = not seen by this process, or no longer remembered.',
        content: {
          schema: eventStagesSchema,
          examples: { Both: { storedAt: 1795479666038, projectedAt: 1795479666061 } },
        },
      },
    },
    problems: [],
    example: { params: { position: '4711' } },
  },
}
