import type { FastifyInstance } from 'fastify'
import type { Pool } from 'pg'
import * as z from 'zod'
import type { CreatedToken, Token, TokenList } from '#contract/tokens.ts'
import { createTokenSchema, tokenIdSchema } from '#contract/tokens.ts'
import { parseRequest } from '../parse-request.ts'
import { actorOf } from '../viewer.ts'
import { createToken, listTokens, revokeToken } from './token-table.ts'

interface TokenOptions {
  pool: Pool
  demo: boolean
  /** Resolves once rights that have changed hold here, also for sockets. */
  settleRights: () => Promise<void>
}

/** `/v1/tokens`: what programs prove themselves with. */
export function tokenRoutes({ pool, demo, settleRights }: TokenOptions) {
  return (app: FastifyInstance): void => {
    app.get('/v1/tokens', { config: { access: 'read:tokens' } }, async (_request, reply): Promise<TokenList> => {
      reply.header('cache-control', 'no-store')
      return { tokens: await listTokens(pool, { demo }) }
    })

    app.post(
      '/v1/tokens',
      { config: { access: 'command:token.create' } },
      async (request, reply): Promise<CreatedToken> => {
        const asked = parseRequest(createTokenSchema, request.body)
        request.auditSubject = asked.name
        const created = await createToken(pool, { ...asked, createdBy: actorOf(request) })
        reply.code(201).header('cache-control', 'no-store')
        return created
      },
    )

    app.post(
      '/v1/tokens/:id/revoke',
      { config: { access: 'command:token.revoke' } },
      async (request): Promise<Token> => {
        const { id } = parseRequest(z.object({ id: tokenIdSchema }), request.params)
        const revoked = await revokeToken(pool, { id, demo })
        request.auditSubject = revoked.name
        await settleRights()
        return revoked
      },
    )
  }
}
