import type { FastifyInstance, FastifyRequest } from 'fastify'
import * as z from 'zod'
import type { Pool } from 'pg'
import type { Me, SessionList } from '#contract/sign-in.ts'
import { changePasswordSchema } from '#contract/sign-in.ts'
import { invalidAt, ProblemError } from '../../runtime/problem-error.ts'
import type { AuditLog } from '../audit-log.ts'
import { parseRequest } from '../parse-request.ts'
import { actorOf, viewerOf } from '../viewer.ts'
import { countAttempt, forgetAttempts } from './attempts.ts'
import { changePassword, readSignIn } from './own-password.ts'
import { recordPerson } from './record-person.ts'
import type { CookieKey } from './session-cookie.ts'
import { readToken } from './session-cookie.ts'
import { endOtherSessions, endSession, listSessions } from './sessions.ts'

interface MeOptions {
  pool: Pool
  key: CookieKey
  audit: AuditLog
  /** Resolves once rights that have changed hold here, also for sockets. */
  settleRights: () => Promise<void>
}

const perAccount = { max: 10, windowSeconds: 600 }

/** What somebody may know and do about themselves, whatever their roles. */
export function meRoutes(options: MeOptions) {
  const { pool, key, audit, settleRights } = options
  return (app: FastifyInstance): void => {
    app.get('/v1/me', { config: { access: 'viewer' } }, async (request, reply): Promise<Me> => {
      const viewer = viewerOf(request)
      const signIn = viewer.kind === 'person' ? await readSignIn(pool, viewer.id) : null
      reply.header('cache-control', 'no-store')
      return { ...viewer, ...(signIn ?? { email: null, hasPassword: false, hasSecondFactor: false }) }
    })

    app.post('/v1/me/password', { config: { access: 'viewer' } }, async (request, reply) => {
      await changeOwnPassword(options, request)
      return reply.code(204).send()
    })

    app.get('/v1/me/sessions', { config: { access: 'viewer' } }, async (request, reply): Promise<SessionList> => {
      const token = readToken(request.headers.cookie, key)
      reply.header('cache-control', 'no-store')
      return { sessions: await listSessions(pool, { userId: viewerOf(request).id, token }) }
    })

    app.delete('/v1/me/sessions', { config: { access: 'viewer' } }, async (request, reply) => {
      const token = readToken(request.headers.cookie, key)
      const ended = await endOtherSessions(pool, { userId: viewerOf(request).id, token })
      if (ended > 0)
        await recordPerson(audit, request, { who: actorOf(request), action: 'session.end-others', outcome: 'done' })
      await settleRights()
      return reply.code(204).send()
    })

    app.delete('/v1/me/sessions/:id', { config: { access: 'viewer' } }, async (request, reply) => {
      const { id } = parseRequest(z.object({ id: z.string().max(64) }), request.params)
      const isEnded = await endSession(pool, { userId: viewerOf(request).id, id })
      if (!isEnded) throw new ProblemError('not-found', 'you have no such session')
      await recordPerson(audit, request, { who: actorOf(request), action: 'session.end', subject: id, outcome: 'done' })
      await settleRights()
      return reply.code(204).send()
    })
  }
}

/** @throws ProblemError `conflict` for whoever has no password; `invalid-request` at `#/current`; `too-many-requests`. */
async function changeOwnPassword(options: MeOptions, request: FastifyRequest): Promise<void> {
  const { pool, key, audit, settleRights } = options
  const who = actorOf(request)
  const token = readToken(request.headers.cookie, key)
  const asked = parseRequest(changePasswordSchema, request.body)
  const attempt = `change-password:account:${who.id}`
  await countAttempt(pool, { key: attempt, ...perAccount })
  const outcome = token === null ? noPassword : await changePassword(pool, { ...asked, userId: who.id, token })
  const action = 'password.change'
  if (outcome.ok) {
    await recordPerson(audit, request, { who, action, outcome: 'done' })
    await forgetAttempts(pool, attempt)
    await settleRights()
    return
  }
  if (outcome.reason === 'no-password') throw new ProblemError('conflict', 'you have no password here to change')
  await recordPerson(audit, request, { who, action, outcome: 'refused', status: 400 })
  throw invalidAt('#/current', 'this is not your password')
}

const noPassword = { ok: false, reason: 'no-password' } as const
