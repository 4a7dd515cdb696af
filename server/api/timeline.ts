import type { FastifyInstance } from 'fastify'
import type { Pool } from 'pg'
import * as z from 'zod'
import { customerIdSchema } from '#contract/customer-key.ts'
import { timelineQuerySchema } from '#contract/timeline.ts'
import { readKeys } from '../projections/timeline/read-keys.ts'
import { readTimeline } from '../projections/timeline/read-timeline.ts'
import { parseRequest } from './parse-request.ts'

export const customerParamsSchema = z.object({
  id: customerIdSchema.describe('Of the customer, or of any key that it is known by'),
})

/** `GET /v1/customers/{id}/timeline`: what came before the entries that the view `customer:{id}` shows. */
export function timelineRoutes({ pool }: { pool: Pool }) {
  return (app: FastifyInstance): void => {
    app.get('/v1/customers/:id/timeline', { config: { access: 'read:timeline' } }, async (request) => {
      const { id } = parseRequest(customerParamsSchema, request.params)
      const { before, kind, limit } = parseRequest(timelineQuerySchema, request.query)
      return readTimeline(pool, {
        keys: await readKeys(pool, id),
        before: before === undefined ? null : parseCursor(before),
        kind,
        limit,
      })
    })
  }
}

/** @param cursor as its schema says. */
function parseCursor(cursor: string): { at: number; position: bigint } {
  const [at = '', position = '0'] = cursor.split('.')
  return { at: Number(at), position: BigInt(position) }
}
