import type { FastifyInstance } from 'fastify'
import type { WebhookAnswer } from '#contract/api.ts'
import { maxInflatedBytes } from '#contract/api.ts'
import { ProblemError } from '../../runtime/problem-error.ts'
import type { DoorOptions } from './door.ts'
import { receive, takeRawBodies } from './door.ts'

/**
 * `POST /v1/webhooks/{source}`: what the source's kind of provider sends, the same for all kinds. Answered 202 after the
 * commit. It reads what a compressed body may be inflated to; how much of that a kind takes, its provider says.
 */
export function webhookDoor(options: DoorOptions) {
  return (app: FastifyInstance): void => {
    takeRawBodies(app)
    app.post<{ Params: { source: string } }>(
      '/v1/webhooks/:source',
      { config: { access: 'signature' }, bodyLimit: maxInflatedBytes },
      async (request, reply): Promise<WebhookAnswer | Record<string, never>> => {
        const { source } = request.params
        const taken = await receive(options, {
          door: 'webhooks',
          request,
          reply,
          label: source,
          find: (sought) => options.sources.find(source, sought),
          unknown: () => new ProblemError('unknown-source', 'there is no source of this name; create it first'),
        })
        if (taken === 'probe') return {}
        const { results, receivedAt, storedAt } = taken
        reply.code(202)
        return { results, receivedAt, storedAt }
      },
    )
  }
}
