import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { DoorName } from '#contract/api.ts'
import type { Clock } from '../../runtime/clock.ts'
import { ProblemError } from '../../runtime/problem-error.ts'
import type { Telemetry } from '../../runtime/telemetry.ts'
import { callerAddress } from './caller-address.ts'
import type { IncomingRequest, Intake, Taken } from '../intake.ts'
import { rateHeaders } from '../rate-limit.ts'
import type { DoorSource, SourceDirectory } from '../source-directory.ts'

export interface DoorOptions {
  intake: Intake
  sources: SourceDirectory
  telemetry: Telemetry
  clock: Clock
}

/** Bodies reach the routes of this scope as the bytes that came: what was signed. */
export function takeRawBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
}

export interface Sought {
  now: number
  /** Only among the sources that are known already. */
  onlyKnown: boolean
}

interface Arrival {
  /** The door that the request came to. */
  door: DoorName
  request: FastifyRequest
  reply: FastifyReply
  /** For the statistics, before the source is known. */
  label: string
  find(sought: Sought): Promise<DoorSource | undefined>
  /** What a request of nobody is answered. */
  unknown(): ProblemError
}

/**
 * Finds who sends and takes the request in; sets the headers that all doors answer with.
 *
 * @throws ProblemError when not one event could be stored; `unavailable` when one could neither be stored nor kept in the
 *   quarantine, for few senders read more of an answer than its status.
 */
export async function receive(options: DoorOptions, arrival: Arrival): Promise<Taken | 'probe'> {
  const { clock, telemetry } = options
  const startedAt = clock.monotonic()
  let source = arrival.label
  const tell = (outcome: string, events: number) =>
    telemetry.emit('door.answered', { source, outcome, events, durationMs: clock.monotonic() - startedAt })
  try {
    const taken = await admit(options, arrival, (slug) => (source = slug))
    if (taken === 'probe') tell('probe', 0)
    else tell('accepted', taken.results.length)
    return taken
  } catch (error) {
    tell(error instanceof ProblemError ? error.code : 'internal', 0)
    throw error
  }
}

async function admit(
  { intake, clock }: DoorOptions,
  { door, request, reply, find, unknown }: Arrival,
  onFound: (slug: string) => void,
): Promise<Taken | 'probe'> {
  const now = clock.now()
  const address = callerAddress(request)
  // A sender that is known is not shut out by strangers with the same address.
  const isStranger = intake.isStranger(address)
  const source = await find({ now, onlyKnown: isStranger })
  if (source?.doorName !== door) {
    intake.countStranger(address)
    throw unknown()
  }
  onFound(source.slug)
  const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  const { maxSentBytes } = source.door
  if (rawBody.length > maxSentBytes) {
    throw new ProblemError(
      'payload-too-large',
      `the body has more than the ${maxSentBytes} bytes that this source may send`,
    )
  }
  reply.headers(rateHeaders(intake.admit(source, address)))
  const { method, url, headers } = request
  const incoming: IncomingRequest = { source: source.slug, method, url, headers, rawBody, now, address }
  const taken = await intake.take(source, incoming).catch((error: unknown) => {
    // Otherwise it could go on finding out what sources there are.
    if (isStranger) intake.refuseStranger(address)
    throw error
  })
  if (taken === 'probe') return taken
  if (!taken.isKept) {
    throw new ProblemError('unavailable', 'not everything could be stored or kept; send it again', {
      retryAfterSeconds: 1,
    })
  }
  reply.header('server-timing', `door;dur=${taken.admittedAfterMs.toFixed(1)}`)
  return taken
}
