import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Pool } from 'pg'
import * as z from 'zod'
import { idempotencyKeySchema } from '#contract/alerts.ts'
import type { EventResult } from '#contract/api.ts'
import type { CustomerSearchAnswer } from '#contract/customers.ts'
import { customerSearchSchema, mergeCustomerSchema, splitCustomerSchema } from '#contract/customers.ts'
import type { EventLog } from '../log/log.ts'
import type { LinkRecord } from '../projections/identity/identity-records.ts'
import type { PhoneCountry } from '../projections/identity/normal-key.ts'
import { readCustomerIds, readOwnLinks } from '../projections/identity/read-customer.ts'
import { searchCustomers } from '../projections/identity/search-customers.ts'
import type { Clock } from '../runtime/clock.ts'
import { ProblemError } from '../runtime/problem-error.ts'
import { ownEvent, storeOwnEvent, toResult } from './own-event.ts'
import { parseRequest } from './parse-request.ts'
import { customerParamsSchema } from './timeline.ts'
import { actorOf } from './viewer.ts'

interface CustomerOptions {
  pool: Pool
  log: Pick<EventLog, 'append'>
  clock: Clock
  /** Of telephone numbers that are searched without +. */
  country: PhoneCountry
}

/** `/v1/customers`: finding them, and saying which are one. */
export function customerRoutes(options: CustomerOptions) {
  const { pool, country } = options
  return (app: FastifyInstance): void => {
    app.get(
      '/v1/customers',
      { config: { access: 'read:customers' } },
      async (request): Promise<CustomerSearchAnswer> => {
        const asked = parseRequest(customerSearchSchema, request.query)
        return { customers: await searchCustomers(pool, { ...asked, country }) }
      },
    )
    app.post('/v1/customers/:id/merge', { config: { access: 'command:customer.merge' } }, (request) =>
      merge(options, request),
    )
    app.post('/v1/customers/:id/split', { config: { access: 'command:customer.split' } }, (request) =>
      split(options, request),
    )
  }
}

interface Pair {
  from: string
  to: string
}

/** Links the least key of the one with the least key of the other: undoing that one link undoes the merge. */
async function merge(options: CustomerOptions, request: FastifyRequest): Promise<EventResult> {
  const { id } = parseRequest(customerParamsSchema, request.params)
  const body = parseRequest(mergeCustomerSchema, request.body)
  const customers = await readCustomerIds(options.pool, [id, body.with])
  const [from, to] = [requireCustomer(customers, id), requireCustomer(customers, body.with)]
  return decide(options, request, { type: 'customer.merged', customer: from, links: from === to ? [] : [{ from, to }] })
}

async function split(options: CustomerOptions, request: FastifyRequest): Promise<EventResult> {
  const { id } = parseRequest(customerParamsSchema, request.params)
  const body = parseRequest(splitCustomerSchema, request.body)
  const customer = requireCustomer(await readCustomerIds(options.pool, [id]), id)
  const links = await readOwnLinks(options.pool, customer)
  const undone = 'links' in body ? body.links.filter((pair) => isOneOf(links, pair)) : linksAcross(links, body.keys)
  return decide(options, request, { type: 'customer.separated', customer, links: undone })
}

function isOneOf(links: readonly LinkRecord[], { from, to }: Pair): boolean {
  return links.some(({ a, b }) => (a === from && b === to) || (a === to && b === from))
}

/** @returns links between these keys and the customer's others. */
function linksAcross(links: readonly LinkRecord[], keys: readonly string[]): Pair[] {
  const parted = new Set(keys)
  return links.flatMap(({ a, b }) => (parted.has(a) === parted.has(b) ? [] : [{ from: a, to: b }]))
}

const headersSchema = z.object({ 'idempotency-key': idempotencyKeySchema.optional() })

/** @throws ProblemError `not-found` for the id of no key that was ever named. */
function requireCustomer(customers: ReadonlyMap<string, string>, id: string): string {
  const customer = customers.get(id)
  if (customer === undefined) throw new ProblemError('not-found', `there is no customer ${id}`)
  return customer
}

interface Decision {
  type: 'customer.merged' | 'customer.separated'
  customer: string
  links: readonly Pair[]
}

/** An id for the same request: by its key, else each request is one of its own, since nothing is left to be done by a repeat. */
async function decide(
  { log, clock }: CustomerOptions,
  request: FastifyRequest,
  { type, customer, links }: Decision,
): Promise<EventResult> {
  const { 'idempotency-key': key = request.id } = parseRequest(headersSchema, request.headers)
  const by = actorOf(request)
  const now = clock.now()
  const { id: asked } = parseRequest(customerParamsSchema, request.params)
  const same = JSON.stringify([type, asked, by.id, key, key === request.id ? now : null])
  const id = createHash('sha256').update(same).digest('base64url')
  if (links.length === 0) return { id, outcome: 'duplicate' }
  const event = ownEvent({ id, type, data: { customer, links, by }, now })
  return toResult(id, await storeOwnEvent(log, event))
}
