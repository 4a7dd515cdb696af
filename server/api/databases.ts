import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import type { Inspection, Plan, Preview } from '#contract/database.ts'
import { databaseTargetSchema, planRequestSchema, previewRequestSchema } from '#contract/database.ts'
import { sourceSlugSchema } from '#contract/event.ts'
import type { Prisma } from '../db/prisma.ts'
import { refusing } from '../ingest/cdc/database-refusal.ts'
import { openTarget } from '../ingest/cdc/database-target.ts'
import { openConnection } from '../ingest/cdc/connection.ts'
import { inspectDatabase, withDatabase } from '../ingest/cdc/inspect.ts'
import { planCapture } from '../ingest/cdc/plan.ts'
import { postgres } from '../ingest/cdc/postgres-kind.ts'
import type { PreviewOptions } from '../ingest/cdc/preview.ts'
import { previewMappings } from '../ingest/cdc/preview.ts'
import type { SecretBox } from '../ingest/secrets.ts'
import { ProblemError } from '../runtime/problem-error.ts'
import type { Clock } from '../runtime/clock.ts'
import { Turnstile } from '../runtime/turnstile.ts'
import { parseRequest } from './parse-request.ts'

interface DatabaseOptions {
  prisma: Prisma
  box: SecretBox
  clock: Clock
  /** Whoever runs them, in this process or another. */
  captures: {
    beginAnew(source: string): Promise<void>
    release(source: string): Promise<void>
  }
}

/** Each holds a connection to somebody's database, and a host that is silent holds it for long. */
const visitsAtATime = 4

/** `/v1/databases` looks at databases that are captured, or may be, and changes nothing in them; the rest is of those that are. */
export function databaseRoutes({ prisma, box, clock, captures }: DatabaseOptions) {
  const visits = new Turnstile(visitsAtATime)
  const visit = <Result>(work: () => Promise<Result>) => visits.pass(work, tooMany)
  return (app: FastifyInstance): void => {
    app.post(
      '/v1/databases/inspect',
      { config: { access: 'command:database.inspect' } },
      async (request): Promise<Inspection> => {
        const { connection, own } = await openTarget({ prisma, box }, parseRequest(databaseTargetSchema, request.body))
        return visit(() => inspectDatabase(connection, own))
      },
    )

    app.post('/v1/databases/plan', { config: { access: 'command:database.plan' } }, async (request): Promise<Plan> => {
      const asked = parseRequest(planRequestSchema, request.body)
      const config = postgres.parseConfig(asked.config)
      const { connection, config: former } = await openTarget({ prisma, box }, asked.target)
      return visit(() => refusing('#/target', () => planCapture(connection, config, former)))
    })

    app.post(
      '/v1/databases/preview',
      { config: { access: 'command:database.preview' } },
      async (request): Promise<Preview> => {
        const asked = parseRequest(previewRequestSchema, request.body)
        const config = postgres.parseConfig(asked.config)
        const { connection } = await openTarget({ prisma, box }, asked.target)
        const options = { config, mapping: asked.mapping, now: clock.now() }
        return visit(() => refusing('#/target', () => previewDatabase(connection, options)))
      },
    )

    app.post(
      '/v1/sources/:slug/snapshot',
      { config: { access: 'command:source.snapshot' } },
      async (request, reply): Promise<void> => {
        await captures.beginAnew(slugOf(request.params))
        await reply.code(202).send()
      },
    )

    app.post(
      '/v1/sources/:slug/release',
      { config: { access: 'command:source.release' } },
      async (request, reply): Promise<void> => {
        const slug = slugOf(request.params)
        await refusing('#/slug', () => captures.release(slug))
        await reply.code(204).send()
      },
    )
  }
}

function slugOf(params: unknown): string {
  return parseRequest(z.object({ slug: sourceSlugSchema }), params).slug
}

/** In a transaction that can change nothing, whatever a query of the config says. */
function previewDatabase(connection: string, options: Omit<PreviewOptions, 'client'>): Promise<Preview> {
  return withDatabase(openConnection(connection, 'preview'), (client) => previewMappings({ client, ...options }))
}

function tooMany(): ProblemError {
  return new ProblemError('too-many-requests', 'several databases are being looked at; come again in a moment', {
    retryAfterSeconds: 5,
  })
}
