import type { FastifyInstance } from 'fastify'
import type { WebhookAnswer } from '#contract/api.ts'
import { ProblemError } from '../../runtime/problem-error.ts'
import type { DoorOptions } from './door.ts'
import { receive, takeRawBodies } from './door.ts'

/** `POST /v1/debezium/{source}`: what Debezium Server's HTTP sink sends. Answered 202 after the commit. */
export function debeziumDoor(options: DoorOptions) {
  return (app: FastifyInstance): void => {
    takeRawBodies(app)
    app.post<{ Params: { source: string } }>(
      '/v1/debezium/:source',
      { config: { access: 'signature' } },
      async (request, reply): Promise<WebhookAnswer | Record<string, never>> => {
        const { source } = request.params
        const taken = await receive(options, {
          door: 'debezium',
          request,
          reply,
          label: source,
          find: () => options.sources.find(source),
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
