import type { FastifyInstance } from 'fastify'
import type { Pool } from 'pg'
import * as z from 'zod'
import type { ScreenState, TvScreenInfo } from '#contract/tv-screens.ts'
import { pairScreenSchema, screenIdSchema } from '#contract/tv-screens.ts'
import { callerAddress } from '../../ingest/http/caller-address.ts'
import { parseRequest } from '../parse-request.ts'
import { countAttempt } from '../sign-in/attempts.ts'
import { cookieValue } from '../sign-in/session-cookie.ts'
import type { Identify } from '../viewer.ts'
import { viewerOf } from '../viewer.ts'
import {
  beginPairing,
  listScreens,
  pairScreen,
  readScreenState,
  readScreenViewer,
  revokeScreen,
} from './screen-table.ts'

const screenCookieName = 'vigie.screen'
/** Browsers keep no cookie longer than 400 days; each look of the screen at itself prolongs it. */
const cookieDays = 400

interface ScreenOptions {
  pool: Pool
  /** Whether this is a demonstration, whose personas are somebody. */
  demo: boolean
  isSecure: boolean
  /** Resolves once rights that have changed hold here, also for sockets. */
  settleRights: () => Promise<void>
}

/** Televisions, by the cookie that pairing made worth something. */
export function identifyScreens(tables: Pick<ScreenOptions, 'pool' | 'demo'>): Identify {
  return async ({ headers }) => {
    const token = cookieValue(headers.cookie, screenCookieName)
    return token === null ? null : readScreenViewer(tables, token)
  }
}

/** `/v1/screens`: televisions, and who may hang up one. */
export function screenRoutes({ pool, demo, isSecure, settleRights }: ScreenOptions) {
  const tables = { pool, demo }
  const cookieOf = (token: string): string =>
    `${screenCookieName}=${token}; Max-Age=${cookieDays * 86_400}; Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`
  return (app: FastifyInstance): void => {
    app.get('/v1/screens', { config: { access: 'read:screens' } }, async () => ({
      screens: await listScreens(tables),
    }))

    app.post('/v1/screens/begin', { config: { access: 'anyone' } }, async (request, reply): Promise<ScreenState> => {
      await countAttempt(pool, { key: `screen:address:${callerAddress(request)}`, max: 30, windowSeconds: 600 })
      const token = await beginPairing(pool)
      reply.header('cache-control', 'no-store').header('set-cookie', cookieOf(token))
      return readScreenState(tables, token)
    })

    app.get('/v1/screens/self', { config: { access: 'anyone' } }, async (request, reply): Promise<ScreenState> => {
      const token = cookieValue(request.headers.cookie, screenCookieName)
      const state = await readScreenState(tables, token)
      reply.header('cache-control', 'no-store')
      if (token !== null && state.state === 'paired') reply.header('set-cookie', cookieOf(encodeURIComponent(token)))
      return state
    })

    app.post(
      '/v1/screens/pair',
      { config: { access: 'command:screen.pair' } },
      async (request): Promise<TvScreenInfo> => {
        const asked = parseRequest(pairScreenSchema, request.body)
        request.auditSubject = asked.name
        const { id, name } = viewerOf(request)
        // Codes of others are not to be guessed by whoever may pair either.
        await countAttempt(pool, { key: `screen:pair:${id}`, max: 60, windowSeconds: 600 })
        const paired = await pairScreen(pool, { ...asked, pairedBy: { id, name } })
        await settleRights()
        return paired
      },
    )

    app.post('/v1/screens/:id/revoke', { config: { access: 'command:screen.revoke' } }, async (request) => {
      const { id } = parseRequest(z.object({ id: screenIdSchema }), request.params)
      const revoked = await revokeScreen(pool, id)
      request.auditSubject = revoked.name
      await settleRights()
      return revoked
    })
  }
}
