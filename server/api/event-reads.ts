import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import type { EventFilter } from '#contract/event-filter.ts'
import type { WireEvent } from '#contract/event.ts'
import { sightOf } from '#contract/personal-data.ts'
import { eventFilterSchema } from '#contract/views/events.ts'
import type { DetailsOptions } from './event-details.ts'
import { readEventDetails } from './event-details.ts'
import type { EventStagesLedger } from './event-stages.ts'
import { isFoundBy, maskEvent } from '../views/mask-event.ts'
import { maskDetails } from './mask-details.ts'
import { parseRequest } from './parse-request.ts'
import { viewerOf } from './viewer.ts'
import { toWireEvent } from './wire-event.ts'

interface EventReadOptions extends DetailsOptions {
  stages: EventStagesLedger
}

/** A 64-bit number in decimal. */
const positionSchema = z
  .string()
  .regex(/^\d{1,18}$/, 'must be a position: a whole number of at most 18 digits')
  .transform(BigInt)

export const positionParamsSchema = z.object({ position: positionSchema.describe('Its place in the log, decimal') })

export const eventsQuerySchema = eventFilterSchema
  .extend({
    after: positionSchema.optional().describe('Read on from this position; without it from the beginning'),
    before: z
      .union([z.literal('head'), positionSchema])
      .optional()
      .describe('Read back, newest first, from before this position; `head`: from the newest'),
    limit: z.coerce.number().int().min(1).max(1000).default(100).describe('Events of a page, at most'),
  })
  .refine(({ after, before }) => after === undefined || before === undefined, {
    path: ['before'],
    error: 'read either on from `after` or back from `before`',
  })

/** The log, in order or back from its newest event, and one event whole. */
export function eventReadRoutes({ stages, ...options }: EventReadOptions) {
  return (app: FastifyInstance): void => {
    const { log } = options
    app.get('/v1/events', { config: { access: 'read:events' } }, async (request) => {
      const { after = 0n, before, ...search } = parseRequest(eventsQuerySchema, request.query)
      const { events, next } =
        before === undefined
          ? await log.search({ after, ...search })
          : await log.searchBack({ before: before === 'head' ? null : before, ...search })
      const shown = events.map(toWireEvent)
      return { events: sightOf(viewerOf(request)) === 'clear' ? shown : masked(shown, search), next: next.toString() }
    })

    app.get('/v1/events/:position', { config: { access: 'read:events' } }, async (request) => {
      const details = await readEventDetails(options, parseRequest(positionParamsSchema, request.params).position)
      return sightOf(viewerOf(request)) === 'clear' ? details : maskDetails(details)
    })

    app.get('/v1/events/:position/stages', { config: { access: 'read:event-stages' } }, (request) =>
      stages.of(parseRequest(positionParamsSchema, request.params).position),
    )
  }
}

function masked(events: readonly WireEvent[], filter: EventFilter): WireEvent[] {
  return events.map(maskEvent).filter((event) => isFoundBy(filter, event))
}
