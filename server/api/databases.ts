import type { FastifyInstance } from 'fastify'
import type { Inspection } from '#contract/database.ts'
import { databaseTargetSchema } from '#contract/database.ts'
import type { Prisma } from '../db/prisma.ts'
import { openTarget } from '../ingest/cdc/database-target.ts'
import { inspectDatabase } from '../ingest/cdc/inspect.ts'
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
  }
}

function tooMany(): ProblemError {
  return new ProblemError('too-many-requests', 'several databases are being looked at; come again in a moment', {
    retryAfterSeconds: 5,
  })
}
