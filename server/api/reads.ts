import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import type { Installation } from '#contract/api.ts'
import type { StoredEvent, WireEvent } from '#contract/event.ts'
import { topicSchema } from '#contract/view.ts'
import type { ViewSnapshot } from '#contract/view.ts'
import type { Prisma } from '../db/prisma.ts'
import { listSources } from '../ingest/sources.ts'
import type { EventLog } from '../log/log.ts'
import { ProblemError } from '../runtime/problem-error.ts'
import type { ViewRegistry } from '../views/registry.ts'
import { parseRequest } from './parse-request.ts'
import type { EventStagesLedger } from './event-stages.ts'
import { assertAllowed, builtInViewer } from './viewer.ts'

interface ReadOptions {
  log: EventLog
  prisma: Prisma
  views: ViewRegistry
  /** The live gateway's state of a topic, so that a browser can go on from it. */
  snapshot: (topic: string) => Promise<ViewSnapshot | null>
  installation: Installation
  stages: EventStagesLedger
}

const eventsQuerySchema = z.object({
  after: z.coerce.bigint().nonnegative().default(0n),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  type: z.string().max(128).optional(),
  source: z.string().max(63).optional(),
})

const positionSchema = z.object({ position: z.coerce.bigint().positive() })

export function readRoutes({ log, prisma, views, snapshot, installation, stages }: ReadOptions) {
  return (app: FastifyInstance): void => {
    app.get('/v1/views/:topic', async (request) => {
      const { topic } = parseRequest(z.object({ topic: topicSchema }), request.params)
      const view = views.find(topic)
      if (!view) throw new ProblemError('unknown-view', `there is no view named ${topic}`)
      assertAllowed(builtInViewer, view.permission)
      const state = await snapshot(topic)
      if (!state) throw new ProblemError('not-found', `there is nothing under ${topic}`)
      return state
    })

    app.get('/v1/events', async (request) => {
      assertAllowed(builtInViewer, 'read:events')
      const query = parseRequest(eventsQuerySchema, request.query)
      const events = await log.read(query)
      return { events: events.map(toWireEvent), next: (events.at(-1)?.position ?? query.after).toString() }
    })

    app.get('/v1/events/:position/stages', (request) => {
      assertAllowed(builtInViewer, 'read:event-stages')
      return stages.of(parseRequest(positionSchema, request.params).position)
    })

    app.get('/v1/sources', async () => {
      assertAllowed(builtInViewer, 'read:sources')
      return { sources: await listSources(prisma) }
    })

    app.get('/v1/installation', () => {
      assertAllowed(builtInViewer, 'read:settings')
      return installation
    })
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
