import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import { sightOf } from '#contract/personal-data.ts'
import { eventFilterSchema } from '#contract/views/events.ts'
import type { DetailsOptions } from './event-details.ts'
import { readEventDetails } from './event-details.ts'
import type { EventStagesLedger } from './event-stages.ts'
import type { LogFilter } from '../log/filter.ts'
import type { EventLog } from '../log/log.ts'
import type { EventPage } from '../log/read.ts'
import { isFoundBy, maskEvent, maskSubject, searchOfMasked } from '../views/mask-event.ts'
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

const mostOfAPage = 1000

export const positionParamsSchema = z.object({ position: positionSchema.describe('Its place in the log, decimal') })

export const eventsQuerySchema = eventFilterSchema
  .extend({
    after: positionSchema.optional().describe('Read on from this position; without it from the beginning'),
    before: z
      .union([z.literal('head'), positionSchema])
      .optional()
      .describe('Read back, newest first, from before this position; `head`: from the newest'),
    limit: z.coerce.number().int().min(1).max(mostOfAPage).default(100).describe('Events of a page, at most'),
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
      const query = parseRequest(eventsQuerySchema, request.query)
      const isClear = sightOf(viewerOf(request)) === 'clear'
      const { events, next } = isClear ? await search(log, query) : await searchMasked(log, query)
      const shown = events.map(toWireEvent)
      return { events: isClear ? shown : shown.map(maskEvent), next: next.toString() }
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

type EventsQuery = z.infer<typeof eventsQuerySchema>

function search(log: EventLog, { after = 0n, before, ...rest }: EventsQuery & LogFilter): Promise<EventPage> {
  if (before === undefined) return log.search({ after, ...rest })
  return log.searchBack({ before: before === 'head' ? null : before, ...rest })
}

/** @returns events that are found as they are shown; `next` is the same whatever stands in what is not shown of them. */
async function searchMasked(log: EventLog, query: EventsQuery): Promise<EventPage> {
  if (query.subject === undefined) return search(log, query)
  const { events, next } = await search(log, { ...query, ...searchOfMasked(query), limit: mostOfAPage })
  const found = events.filter(({ subject }) => isFoundBy(query, { subject: maskSubject(subject) }))
  const shown = found.slice(0, query.limit)
  const last = shown.length < found.length ? shown.at(-1) : undefined
  return { events: shown, next: last?.position ?? next }
}
