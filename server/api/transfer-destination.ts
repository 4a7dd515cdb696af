import type { FastifyInstance } from 'fastify'
import type { Pool } from 'pg'
import type { NewTransferDestination, TransferDestination } from '#contract/transfers.ts'
import { setTransferDestinationSchema } from '#contract/transfers.ts'
import type { SecretBox } from '../ingest/secrets.ts'
import { readDestination, writeDestination } from '../actions/transfer-destination.ts'
import { parseRequest } from './parse-request.ts'

/** `/v1/transfers/destination`: who is told of accepted transfers. */
export function transferDestinationRoutes(options: { pool: Pool; box: SecretBox }) {
  return (app: FastifyInstance): void => {
    app.get(
      '/v1/transfers/destination',
      { config: { access: 'read:settings' } },
      async (): Promise<TransferDestination> => ({ url: (await readDestination(options))?.url ?? null }),
    )

    app.put(
      '/v1/transfers/destination',
      { config: { access: 'command:transfer.destination' } },
      async (request, reply): Promise<NewTransferDestination> => {
        reply.header('cache-control', 'no-store')
        const { url } = parseRequest(setTransferDestinationSchema, request.body)
        return { url, secret: await writeDestination(options, url) }
      },
    )
  }
}
