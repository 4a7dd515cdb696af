import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Pool } from 'pg'
import * as z from 'zod'
import { idempotencyKeySchema } from '#contract/alerts.ts'
import type { ArrivalAnswer } from '#contract/arrivals.ts'
import { callCustomerSchema } from '#contract/arrivals.ts'
import { readArrivals } from '../projections/arrivals.ts'
import type { ArrivalRecord } from '../projections/arrivals/fold-arrivals.ts'
import { readKeys } from '../projections/timeline/read-keys.ts'
import type { EventLog } from '../log/log.ts'
import type { Clock } from '../runtime/clock.ts'
import { ProblemError } from '../runtime/problem-error.ts'
import { ownEvent, storeOwnEvent } from './own-event.ts'
import { parseRequest } from './parse-request.ts'
import { customerParamsSchema } from './timeline.ts'
import type { Actor } from './viewer.ts'
import { actorOf } from './viewer.ts'

interface ArrivalOptions {
  pool: Pool
  log: Pick<EventLog, 'append'>
  clock: Clock
}

/**
 * `/v1/customers/{id}/<verb>`: what support does about a new account. Whoever takes it, takes it in its present turn, and
 * that is the event's id: the log's own memory of ids says who of two was first.
 */
export function arrivalRoutes(options: ArrivalOptions) {
  return (app: FastifyInstance): void => {
    app.post('/v1/customers/:id/take', { config: { access: 'command:customer.take' } }, async (request) => {
      const arrival = await findArrival(options.pool, request)
      if (arrival.takenBy) throw taken(arrival.takenBy.name)
      const id = `customer.taken:${arrival.key}:${arrival.turn}`
      return tell(options, { by: actorOf(request), id, type: 'customer.taken', arrival, data: { turn: arrival.turn } })
    })

    app.post('/v1/customers/:id/release', { config: { access: 'command:customer.release' } }, async (request) => {
      const arrival = await findArrival(options.pool, request)
      if (!arrival.takenBy) throw new ProblemError('conflict', 'nobody has taken it')
      const id = `customer.released:${arrival.key}:${arrival.turn}`
      return tell(options, {
        by: actorOf(request),
        id,
        type: 'customer.released',
        arrival,
        data: { turn: arrival.turn },
      })
    })

    app.post('/v1/customers/:id/call', { config: { access: 'command:customer.call' } }, async (request) => {
      const called = parseRequest(callCustomerSchema, request.body ?? {})
      const { 'idempotency-key': key } = parseRequest(headersSchema, request.headers)
      const arrival = await findArrival(options.pool, request)
      const by = actorOf(request)
      const same = [arrival.key, by.id, ...(key === undefined ? [options.clock.now(), called] : ['key', key])]
      const id = createHash('sha256').update(JSON.stringify(same)).digest('base64url')
      return tell(options, { by, id, type: 'customer.called', arrival, data: called })
    })
  }
}

const headersSchema = z.object({ 'idempotency-key': idempotencyKeySchema.optional() })

/** @throws ProblemError `not-found` when no account of this customer is new. */
async function findArrival(pool: Pool, request: FastifyRequest): Promise<ArrivalRecord> {
  const { id } = parseRequest(customerParamsSchema, request.params)
  const found = [...(await readArrivals(pool, await readKeys(pool, id))).values()]
  const newest = found.toSorted((a, b) => b.createdAt - a.createdAt)[0]
  if (!newest) throw new ProblemError('not-found', 'no account of this customer has been opened')
  return newest
}

function taken(by: string): ProblemError {
  return new ProblemError('conflict', `${by} has taken it already`)
}

interface Told {
  by: Actor
  id: string
  type: string
  arrival: ArrivalRecord
  data: Record<string, unknown>
}

/** @throws ProblemError `conflict` when it is in the log already. */
async function tell({ log, clock }: ArrivalOptions, { by, id, type, arrival, data }: Told): Promise<ArrivalAnswer> {
  const own = { customer: arrival.key, by, ...data }
  const outcome = await storeOwnEvent(log, ownEvent({ id, type, data: own, now: clock.now() }))
  if (outcome.outcome === 'duplicate') {
    throw new ProblemError('conflict', 'this has been said already, by you or by somebody else; look at it again')
  }
  return { customer: arrival.key, position: outcome.position.toString() }
}
