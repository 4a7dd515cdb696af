import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { WebhookAnswer } from '#contract/api.ts'
import { ProblemError } from '../../runtime/problem-error.ts'
import { accessTokenOf } from '../bearer-key.ts'
import type { DoorSource } from '../source-directory.ts'
import type { DoorOptions } from './door.ts'
import { callerAddress } from './caller-address.ts'
import { receive, takeRawBodies } from './door.ts'

/** What a source may send in a minute that has not been set otherwise. */
const usualRatePerMinute = 60_000

/**
 * `POST /v1/events`: CloudEvents 1.0 in binary, structured or batch mode; the key, in the header or the query, says which
 * source sends. Answered 202 after the commit, a result per event. `OPTIONS` is the handshake by which a sender asks whether it may.
 */
export function eventsDoor(options: DoorOptions) {
  return (app: FastifyInstance): void => {
    takeRawBodies(app)
    app.post(
      '/v1/events',
      { config: { access: 'signature' } },
      async (request, reply): Promise<WebhookAnswer | Record<string, never>> => {
        const key = accessTokenOf(request)
        const taken = await receive(options, {
          door: 'events',
          request,
          reply,
          // Only the key tells which source sends.
          label: '',
          find: ({ now }) => findSender(options, { key, now, address: callerAddress(request) }),
          unknown: () => unknownKey(key),
        })
        if (taken === 'probe') return {}
        const { results, receivedAt, storedAt } = taken
        reply.code(202)
        return { results, receivedAt, storedAt }
      },
    )
    app.options('/v1/events', { config: { access: 'signature' } }, (request, reply) =>
      answerHandshake(options, request, reply),
    )
  }
}

async function findSender(
  { intake, sources }: DoorOptions,
  { key, now, address }: { key: string | undefined; now: number; address: string },
): Promise<DoorSource | undefined> {
  intake.refuseStranger(address)
  return key === undefined ? undefined : sources.findByKey(key, now)
}

function unknownKey(key: string | undefined): ProblemError {
  const headers = { 'www-authenticate': 'Bearer' }
  return key === undefined
    ? new ProblemError('missing-signature', "send the source's key as Authorization: Bearer KEY", { headers })
    : new ProblemError('invalid-signature', 'the key is not one of a source that sends CloudEvents', { headers })
}

/**
 * Anybody may ask, and is told yes: what is sent without a key is refused all the same, so the handshake protects those
 * who did not ask for events, not us. A callback address is never called: the grant is in this answer, and calling an
 * address that a stranger names would make of this server a tool against others.
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/http-webhook.md#4-abuse-protection
 */
async function answerHandshake(
  { sources, clock, intake }: DoorOptions,
  { headers, ip, url }: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const address = callerAddress({ ip })
  intake.refuseStranger(address)
  reply.header('allow', 'GET, OPTIONS, POST')
  const origin = headers['webhook-request-origin']
  if (origin === undefined) return reply.code(204).send()
  if (typeof origin !== 'string' || !/^[A-Za-z0-9.:_/*[\]-]{1,253}$/.test(origin)) {
    throw new ProblemError('invalid-request', 'WebHook-Request-Origin must be the DNS name of the sender')
  }
  reply.header('webhook-allowed-origin', origin)
  const asked = headers['webhook-request-rate']
  if (typeof asked === 'string') {
    const key = accessTokenOf({ headers, url })
    const source = key === undefined ? undefined : await sources.findByKey(key, clock.now())
    if (key !== undefined && !source) intake.countStranger(address)
    const allowed = source?.doorName === 'events' ? source.ratePerMinute : usualRatePerMinute
    reply.header('webhook-allowed-rate', String(rateOf(asked, allowed)))
  }
  return reply.code(200).send()
}

/** Requests in a minute: what was asked for, as far as it is allowed; `*` asks for as many as there may be. */
function rateOf(asked: string, allowed: number): number {
  const number = /^\d{1,12}$/.test(asked.trim()) ? Number(asked) : 0
  return number > 0 ? Math.min(number, allowed) : allowed
}
