import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import type { Pool } from 'pg'
import type { Viewer } from '#contract/role.ts'
import type { SessionList } from '#contract/sign-in.ts'
import { ProblemError } from '../../runtime/problem-error.ts'
import { parseRequest } from '../parse-request.ts'
import { viewerOf } from '../viewer.ts'
import type { CookieKey } from './session-cookie.ts'
import { readToken } from './session-cookie.ts'
import { endSession, listSessions } from './sessions.ts'

interface MeOptions {
  pool: Pool
  key: CookieKey
  /** Resolves once rights that have changed hold here, also for sockets. */
  settleRights: () => Promise<void>
}

/** What somebody may know and do about themselves, whatever their roles. */
export function meRoutes({ pool, key, settleRights }: MeOptions) {
  return (app: FastifyInstance): void => {
    app.get('/v1/me', { config: { access: 'viewer' } }, (request, reply): Viewer => {
      reply.header('cache-control', 'no-store')
      return viewerOf(request)
    })

    app.get('/v1/me/sessions', { config: { access: 'viewer' } }, async (request): Promise<SessionList> => {
      const token = readToken(request.headers.cookie, key)
      return { sessions: await listSessions(pool, { userId: viewerOf(request).id, token }) }
    })

    app.delete('/v1/me/sessions/:id', { config: { access: 'viewer' } }, async (request, reply) => {
      const { id } = parseRequest(z.object({ id: z.string().max(64) }), request.params)
      const isEnded = await endSession(pool, { userId: viewerOf(request).id, id })
      if (!isEnded) throw new ProblemError('not-found', 'you have no such session')
      await settleRights()
      return reply.code(204).send()
    })
  }
}
