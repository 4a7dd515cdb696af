import type { FastifyInstance } from 'fastify'
import type { WebhookAnswer } from '#contract/api.ts'
import { maxInflatedBytes } from '#contract/api.ts'
import { ProblemError } from '../../runtime/problem-error.ts'
import type { DoorOptions } from './door.ts'
import { receive, takeRawBodies } from './door.ts'

/**
 * `POST /v1/debezium/{source}`: what Debezium Server's HTTP sink sends. Answered 202 after the commit. Debezium stops at
 * what is refused, and the database it reads from keeps its log meanwhile; so a record that cannot be stored is answered
 * 202 too once it is in the quarantine.
 */
export function debeziumDoor(options: DoorOptions) {
  return (app: FastifyInstance): void => {
    takeRawBodies(app)
    app.post<{ Params: { source: string } }>(
      '/v1/debezium/:source',
      { config: { access: 'signature' }, bodyLimit: maxInflatedBytes },
      async (request, reply): Promise<WebhookAnswer | Record<string, never>> => {
        const { source } = request.params
        const taken = await receive(options, {
          door: 'debezium',
          request,
          reply,
          label: source,
          find: (sought) => options.sources.find(source, sought),
          unknown: () =>
            new ProblemError('unknown-source', 'there is no Debezium source of this name; create it first'),
        })
        if (taken === 'probe') return {}
        const { results, receivedAt, storedAt } = taken
        reply.code(202)
        return { results, receivedAt, storedAt }
      },
    )
  }
}
