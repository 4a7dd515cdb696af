import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import type { Installation } from '#contract/api.ts'
import type { StoredEvent, WireEvent } from '#contract/event.ts'
import { eventTypeSchema, sourceSlugSchema } from '#contract/event.ts'
import { topicSchema } from '#contract/view.ts'
import type { ViewSnapshot } from '#contract/view.ts'
import type { Prisma } from '../db/prisma.ts'
import type { SecretBox } from '../ingest/secrets.ts'
import { providers } from '../ingest/provider-registry.ts'
import { findSource, listSources } from '../ingest/sources.ts'
import { ViewUnavailableError } from '../live/live-sessions.ts'
import type { EventLog } from '../log/log.ts'
import { ProblemError } from '../runtime/problem-error.ts'
import type { ViewRegistry } from '../views/registry.ts'
import { parseRequest } from './parse-request.ts'
import type { EventStagesLedger } from './event-stages.ts'
import { assertAllowed, builtInViewer } from './viewer.ts'

interface ReadOptions {
  log: EventLog
  prisma: Prisma
  box: SecretBox
  views: ViewRegistry
  /** The live gateway's state of a topic, so that a browser can go on from it. */
  snapshot: (topic: string) => Promise<ViewSnapshot | null>
  installation: Installation
  stages: EventStagesLedger
}

/** A 64-bit number in decimal. */
const positionSchema = z
  .string()
  .regex(/^\d{1,18}$/, 'must be a position: a whole number of at most 18 digits')
  .transform(BigInt)

const eventsQuerySchema = z.object({
  after: positionSchema.default(0n),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  type: eventTypeSchema.optional(),
  source: sourceSlugSchema.optional(),
})

export function readRoutes({ log, prisma, box, views, snapshot, installation, stages }: ReadOptions) {
  return (app: FastifyInstance): void => {
    app.get('/v1/views/:topic', { config: { access: 'view' } }, async (request) => {
      const { topic } = parseRequest(z.object({ topic: topicSchema }), request.params)
      const view = views.find(topic)
      if (!view) throw new ProblemError('unknown-view', `there is no view named ${topic}`)
      assertAllowed(builtInViewer, view.permission)
      const state = await readableSnapshot(snapshot, topic)
      if (!state) throw new ProblemError('not-found', `there is nothing under ${topic}`)
      return state
    })

    app.get('/v1/events', { config: { access: 'read:events' } }, async (request) => {
      const query = parseRequest(eventsQuerySchema, request.query)
      const { events, next } = await log.search(query)
      return { events: events.map(toWireEvent), next: next.toString() }
    })

    app.get('/v1/events/:position/stages', { config: { access: 'read:event-stages' } }, (request) => {
      return stages.of(parseRequest(z.object({ position: positionSchema }), request.params).position)
    })

    app.get('/v1/sources', { config: { access: 'read:sources' } }, async () => ({
      sources: await listSources({ prisma, box }),
    }))

    app.get('/v1/sources/:slug', { config: { access: 'read:sources' } }, (request) =>
      findSource({ prisma, box }, parseRequest(z.object({ slug: sourceSlugSchema }), request.params).slug),
    )

    app.get('/v1/source-kinds', { config: { access: 'read:sources' } }, () => ({
      kinds: providers.map((provider) => provider.describe()),
    }))

    app.get('/v1/installation', { config: { access: 'read:settings' } }, () => installation)
  }
}

async function readableSnapshot(snapshot: ReadOptions['snapshot'], topic: string): Promise<ViewSnapshot | null> {
  try {
    return await snapshot(topic)
  } catch (cause) {
    if (!(cause instanceof ViewUnavailableError)) throw cause
    throw new ProblemError('unavailable', 'this view cannot be read now', { retryAfterSeconds: 2 })
  }
}

export function toWireEvent(event: StoredEvent): WireEvent {
  return {
    ...event,
    position: event.position.toString(),
    occurredAt: new Date(event.occurredAt).toISOString(),
    receivedAt: new Date(event.receivedAt).toISOString(),
  }
}
