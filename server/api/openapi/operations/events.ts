import * as z from 'zod'
import { eventStagesSchema } from '#contract/api.ts'
import type { EventDetails } from '#contract/event-details.ts'
import { eventDetailsSchema } from '#contract/event-details.ts'
import type { WireEvent } from '#contract/event.ts'
import { storedEventSchema } from '#contract/event.ts'
import { eventsQuerySchema, positionParamsSchema } from '../../event-reads.ts'
import type { Operations } from '../operation.ts'

const orderPlaced: WireEvent = {
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

const details: EventDetails = {
  event: orderPlaced,
  request: { state: 'not-kept' },
  touched: [{ projection: 'counters', state: 'applied', error: null, attempts: 0, views: ['wall'] }],
}

const at4711 = { params: { position: '4711' } }

export const eventOperations: Operations = {
  'GET /v1/events': {
    id: 'listEvents',
    tag: 'Events',
    summary: 'Read the log',
    description:
      'Forwards with `after`, in the order of the positions: read on with `after` = `next` until it no longer moves. Backwards with `before`, newest first. A page may hold fewer events than asked for, even none, while there are more.',
    query: eventsQuerySchema,
    answers: {
      200: {
        description: 'A page of the log.',
        content: {
          schema: z.object({
            events: z.array(storedEventSchema).describe('In the order that was asked for'),
            next: z.string().describe('Where to go on'),
          }),
          examples: { 'One event': { events: [orderPlaced], next: '4711' } },
        },
      },
    },
    problems: [],
    example: { query: { after: '4700', limit: '100', source: 'shop' } },
  },
  'GET /v1/events/{position}': {
    id: 'readEvent',
    tag: 'Events',
    summary: 'Read one event whole',
    description: 'The event, the request that brought it where that is kept, and what each projection did with it.',
    params: positionParamsSchema,
    answers: {
      200: {
        description: 'The event.',
        content: { schema: eventDetailsSchema, examples: { 'An order': details } },
      },
    },
    problems: ['not-found'],
    example: at4711,
  },
  'GET /v1/events/{position}/stages': {
    id: 'readEventStages',
    tag: 'Events',
    summary: 'Read when an event was stored and projected',
    description: 'Of the last moments only: older events answer `null`.',
    params: positionParamsSchema,
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
    example: at4711,
  },
}
