import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import { maxInflatedBytes } from '#contract/api.ts'
import type {
  QuarantinedDetail,
  QuarantinedRequest,
  QuarantinePage,
  ReplayAnswer,
  ReplayManyAnswer,
} from '#contract/quarantine.ts'
import {
  quarantineIdSchema,
  quarantineQuerySchema,
  replayManySchema,
  replayQuarantinedSchema,
} from '#contract/quarantine.ts'
import {
  discardQuarantined,
  listQuarantined,
  readQuarantined,
  toDetail,
  totalQuarantined,
} from '../ingest/quarantined-requests.ts'
import type { ReplayOptions } from '../ingest/replay-quarantined.ts'
import { replayMany, replayQuarantined } from '../ingest/replay-quarantined.ts'
import { isReplayable } from '../ingest/verify-again.ts'
import { parseRequest } from './parse-request.ts'

/** A mended body stands in a JSON string, where each of its bytes may take two. */
const bodyLimit = 2 * maxInflatedBytes + 1024

/** `/v1/quarantine`: what the doors refused, and what becomes of it. */
export function quarantineRoutes(options: ReplayOptions) {
  const { pool, clock, sources } = options
  return (app: FastifyInstance): void => {
    const read = { config: { access: 'read:quarantine' } } as const
    const replay = { config: { access: 'command:quarantine.replay' }, bodyLimit } as const

    app.get('/v1/quarantine', read, async (request): Promise<QuarantinePage> => {
      const query = parseRequest(quarantineQuerySchema, request.query)
      const [requests, totals] = await Promise.all([
        listQuarantined(pool, { ...query, limit: query.limit + 1 }),
        totalQuarantined(pool, new Date(clock.now())),
      ])
      const page = requests.slice(0, query.limit)
      return { requests: page, next: requests.length > page.length ? (page.at(-1)?.id ?? null) : null, totals }
    })

    app.get('/v1/quarantine/:id', read, async (request, reply): Promise<QuarantinedDetail> => {
      reply.header('cache-control', 'no-store')
      const kept = await readQuarantined(pool, idOf(request.params))
      return toDetail(kept, isReplayable(kept, await sources.find(kept.request.source)))
    })

    app.post('/v1/quarantine/:id/replay', replay, async (request): Promise<ReplayAnswer> => {
      const { body } = parseRequest(replayQuarantinedSchema, request.body ?? {})
      const answer = await replayQuarantined(options, { id: idOf(request.params), mendedBody: body })
      if (answer.request.state === 'open') request.auditOutcome = 'refused'
      return answer
    })

    app.post('/v1/quarantine/replay', replay, (request): Promise<ReplayManyAnswer> =>
      replayMany(options, parseRequest(replayManySchema, request.body ?? {})),
    )

    app.post(
      '/v1/quarantine/:id/discard',
      { config: { access: 'command:quarantine.discard' } },
      (request): Promise<QuarantinedRequest> => discardQuarantined(pool, idOf(request.params), new Date(clock.now())),
    )
  }
}

function idOf(params: unknown): bigint {
  return BigInt(parseRequest(z.object({ id: quarantineIdSchema }), params).id)
}
