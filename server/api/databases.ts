import type { FastifyInstance } from 'fastify'
import type { Inspection, Plan } from '#contract/database.ts'
import { databaseTargetSchema, planRequestSchema } from '#contract/database.ts'
import type { Prisma } from '../db/prisma.ts'
import { refusing } from '../ingest/cdc/database-refusal.ts'
import { openTarget } from '../ingest/cdc/database-target.ts'
import { inspectDatabase } from '../ingest/cdc/inspect.ts'
import { planCapture } from '../ingest/cdc/plan.ts'
import { postgres } from '../ingest/cdc/postgres-kind.ts'
import type { SecretBox } from '../ingest/secrets.ts'
import { ProblemError } from '../runtime/problem-error.ts'
import { Turnstile } from '../runtime/turnstile.ts'
import { parseRequest } from './parse-request.ts'

interface DatabaseOptions {
  prisma: Prisma
  box: SecretBox
}

/** Each holds a connection to somebody's database, and a host that is silent holds it for long. */
const visitsAtATime = 4

/** `/v1/databases`: looks at databases that are captured, or may be. Nothing is changed in them. */
export function databaseRoutes({ prisma, box }: DatabaseOptions) {
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
      const { connection } = await openTarget({ prisma, box }, asked.target)
      return visit(() => refusing('#/target', () => planCapture(connection, config)))
    })
  }
}

function tooMany(): ProblemError {
  return new ProblemError('too-many-requests', 'several databases are being looked at; come again in a moment', {
    retryAfterSeconds: 5,
  })
}
