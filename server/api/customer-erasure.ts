import type { FastifyInstance } from 'fastify'
import type { Pool } from 'pg'
import type { ErasureAnswer } from '#contract/erasure.ts'
import { eraseCustomerSchema } from '#contract/erasure.ts'
import { readCustomerIds } from '../projections/identity/read-customer.ts'
import { ProblemError } from '../runtime/problem-error.ts'
import type { ExportOptions } from './customer-export.ts'
import { customerExportRoutes } from './customer-export.ts'
import { parseRequest } from './parse-request.ts'
import { customerParamsSchema } from './timeline.ts'
import type { Actor } from './viewer.ts'
import { actorOf } from './viewer.ts'

interface ErasureRouteOptions {
  pool: Pool
  erasures: { begin(keyId: string, by: Actor): Promise<ErasureAnswer> }
}

/** What a person may ask for: everything that is held about them, or that nothing is. */
export function customerPrivacyRoutes(options: ErasureRouteOptions & ExportOptions) {
  return (app: FastifyInstance): void => {
    customerExportRoutes(options)(app)
    customerErasureRoutes(options)(app)
  }
}

/** `POST /v1/customers/{id}/erase`: from the answer on nothing personal of the customer is taken in; the rest goes in seconds. */
function customerErasureRoutes({ pool, erasures }: ErasureRouteOptions) {
  return (app: FastifyInstance): void => {
    app.post(
      '/v1/customers/:id/erase',
      { config: { access: 'command:customer.erase' } },
      async (request, reply): Promise<ErasureAnswer> => {
        const { id } = parseRequest(customerParamsSchema, request.params)
        const { customer } = parseRequest(eraseCustomerSchema, request.body)
        if (customer !== id) throw new ProblemError('conflict', 'the body names another customer than the address')
        const known = (await readCustomerIds(pool, [id])).get(id)
        if (known === undefined) throw new ProblemError('not-found', `there is no customer ${id}`)
        void reply.code(202)
        return erasures.begin(known, actorOf(request))
      },
    )
  }
}
