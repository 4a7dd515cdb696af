import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { UmamiAnswer } from '#contract/tracking.ts'
import { maxTrackedBytes } from '#contract/tracking.ts'
import { ProblemError } from '../../runtime/problem-error.ts'
import type { Taken } from '../intake.ts'
import { member } from '../sent-value.ts'
import { collectPath } from '../tracking/collect.ts'
import { umamiPath } from '../tracking/umami.ts'
import type { VisitorIds } from '../tracking/visitor-ids.ts'
import { readUmamiCache, visitOf, visitorHeader, writeUmamiCache } from '../tracking/visitor-ids.ts'
import { callerAddress } from './caller-address.ts'
import { allowAnyOrigin, answerPreflights } from './cors.ts'
import type { DoorOptions } from './door.ts'
import { receiveTracked, takeAnyBodies } from './tracking.ts'

interface CollectOptions extends DoorOptions {
  visitorIds: VisitorIds
}

const route = { config: { access: 'signature' }, bodyLimit: maxTrackedBytes } as const

/**
 * Pages' trackers: ours at `POST /v1/collect`, Umami's at `POST /api/send`. Answered after the commit. What neither of them
 * will send again by itself is refused only when nothing of it could be stored; it is kept in the quarantine all the same.
 */
export function collectDoor(options: CollectOptions) {
  return (app: FastifyInstance): void => {
    takeAnyBodies(app)
    allowAnyOrigin(app)
    answerPreflights(app, collectPath)
    app.post(collectPath, route, async (request, reply) => {
      const taken = await receiveTracked(options, { request, reply, keyInBody: (body) => member(body, 'key') })
      refuseIfAllInvalid(taken)
      reply.code(204)
    })
    answerPreflights(app, umamiPath)
    app.post(umamiPath, route, (request, reply) => takeUmami(options, request, reply))
  }
}

async function takeUmami(options: CollectOptions, request: FastifyRequest, reply: FastifyReply): Promise<UmamiAnswer> {
  const now = options.clock.now()
  let visitorId = ''
  const keyInBody = (body: unknown): unknown => {
    const website = member(body, 'payload', 'website')
    if (typeof website !== 'string') return undefined
    visitorId = visitorOf(request, { visitorIds: options.visitorIds, site: website, now })
    // With the request's other headers it reaches the mapping, and the quarantine for a replay.
    request.headers = { [visitorHeader]: visitorId }
    return website
  }
  refuseIfAllInvalid(await receiveTracked(options, { request, reply, keyInBody }))
  return { cache: writeUmamiCache(visitorId), sessionId: visitorId, visitId: visitOf(visitorId, now) }
}

interface Site {
  visitorIds: VisitorIds
  site: string
  now: number
}

/** A page stays one visitor's while it is open, past midnight and in another network. */
function visitorOf(request: FastifyRequest, { visitorIds, site, now }: Site): string {
  const { headers } = request
  const known = readUmamiCache([headers['x-umami-cache']].flat()[0])
  if (known) return known.visitorId
  const address = callerAddress(request)
  return visitorIds.of({ address, userAgent: headers['user-agent'] ?? '', site, now })
}

function refuseIfAllInvalid({ results }: Taken): void {
  if (results.length === 0 || results.some(({ outcome }) => outcome !== 'invalid')) return
  const errors = results.flatMap((result) => result.errors ?? []).slice(0, 20)
  throw new ProblemError('invalid-event', 'not one event could be stored; the request is kept', { errors })
}
