import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Pool } from 'pg'
import type { BackupCodes, BegunSecondFactor } from '#contract/sign-in.ts'
import { ownPasswordSchema, secondFactorSchema } from '#contract/sign-in.ts'
import { invalidAt, ProblemError } from '../../../runtime/problem-error.ts'
import type { AuditLog } from '../../audit-log.ts'
import { parseRequest } from '../../parse-request.ts'
import { actorOf, viewerOf } from '../../viewer.ts'
import { countAttempt, forgetAttempts } from '../attempts.ts'
import type { Auth } from '../auth.ts'
import { recordPerson } from '../record-person.ts'
import type { CookieKey } from '../session-cookie.ts'
import { readToken } from '../session-cookie.ts'
import type { Outcome, Own, Wrong } from './own-second-factor.ts'
import { beginSecondFactor, confirmSecondFactor, endSecondFactor, renewBackupCodes } from './own-second-factor.ts'
import { isFirstUse } from './used-codes.ts'

export interface SecondFactorOptions {
  pool: Pool
  auth: Auth
  key: CookieKey
  audit: AuditLog
  company: () => Promise<string>
  /** Resolves once rights that have changed hold here, also for sockets. */
  settleRights: () => Promise<void>
}

const perAccount = { max: 10, windowSeconds: 600 }

/** What somebody does with their own second factor: begin, show that the app has it, new codes for a lost phone, end. */
export function secondFactorRoutes(options: SecondFactorOptions) {
  const { company } = options
  return (app: FastifyInstance): void => {
    app.post(
      '/v1/me/second-factor',
      { config: { access: 'viewer' } },
      async (request, reply): Promise<BegunSecondFactor> => {
        const { password } = parseRequest(ownPasswordSchema, request.body)
        const issuer = await company()
        const begun = await counted(options, request, {
          action: 'second-factor.begin',
          guesses: 'password',
          change: (own) => beginSecondFactor(own, { password, issuer }),
        })
        return send(reply.code(201), begun)
      },
    )

    app.post('/v1/me/second-factor/confirm', { config: { access: 'viewer' } }, async (request, reply) => {
      const { code } = parseRequest(secondFactorSchema, request.body)
      const confirmed = await counted(options, request, {
        action: 'second-factor.on',
        guesses: 'code',
        change: (own) => confirmOnce(options.pool, { own, userId: viewerOf(request).id, code }),
      })
      send(reply, confirmed)
      return reply.code(204).send()
    })

    app.post(
      '/v1/me/second-factor/backup-codes',
      { config: { access: 'viewer' } },
      async (request, reply): Promise<BackupCodes> => {
        const { password } = parseRequest(ownPasswordSchema, request.body)
        const renewed = await counted(options, request, {
          action: 'second-factor.codes',
          guesses: 'password',
          change: (own) => renewBackupCodes(own, password),
        })
        return send(reply, renewed)
      },
    )

    app.post('/v1/me/second-factor/end', { config: { access: 'viewer' } }, async (request, reply) => {
      const { password } = parseRequest(ownPasswordSchema, request.body)
      const ended = await counted(options, request, {
        action: 'second-factor.off',
        guesses: 'password',
        change: (own) => endSecondFactor(own, password),
      })
      send(reply, ended)
      return reply.code(204).send()
    })
  }
}

function send<Value>(reply: FastifyReply, { value, cookies }: { value: Value; cookies: string[] }): Value {
  reply.header('cache-control', 'no-store')
  if (cookies.length > 0) reply.header('set-cookie', cookies)
  return value
}

interface Change<Value> {
  action: string
  change: (own: Own) => Promise<Outcome<Value>>
}

interface Guessed<Value> extends Change<Value> {
  guesses: 'password' | 'code'
}

/** Whoever has got hold of a session may guess at its person's password no oftener than at the door, nor at a code. */
async function counted<Value>(
  options: SecondFactorOptions,
  request: FastifyRequest,
  { guesses, ...what }: Guessed<Value>,
) {
  const attempt = `second-factor:${guesses}:${viewerOf(request).id}`
  await countAttempt(options.pool, { key: attempt, ...perAccount })
  const done = await change(options, request, what)
  await forgetAttempts(options.pool, attempt)
  return done
}

/** The code that turned it on signs nobody in: whoever saw it has seen one that is used. */
async function confirmOnce(
  pool: Pool,
  { own, userId, code }: { own: Own; userId: string; code: string },
): Promise<Outcome<unknown>> {
  if (!(await isFirstUse(pool, { userId, code }))) return { ok: false, wrong: 'code' }
  return confirmSecondFactor(own, code)
}

/** @throws ProblemError `sign-in-required` for whoever has no session; `invalid-request`; `conflict`. */
async function change<Value>(
  { auth, key, audit, settleRights }: SecondFactorOptions,
  request: FastifyRequest,
  { action, change: apply }: Change<Value>,
): Promise<{ value: Value; cookies: string[] }> {
  const { kind } = viewerOf(request)
  const token = readToken(request.headers.cookie, key)
  // Programs with a token, phones and televisions prove themselves otherwise.
  if (token === null || kind !== 'person') throw problemOf('session')
  const outcome = await apply({ auth, key, token })
  const entry = { who: actorOf(request), action }
  if (!outcome.ok) {
    const problem = problemOf(outcome.wrong)
    await recordPerson(audit, request, { ...entry, outcome: 'refused', status: problem.status })
    throw problem
  }
  await recordPerson(audit, request, { ...entry, outcome: 'done' })
  await settleRights()
  return outcome
}

/** What the caller is told of something wrong. */
export function problemOf(wrong: Wrong): ProblemError {
  switch (wrong) {
    case 'password':
      return invalidAt('#/password', 'this is not your password')
    case 'code':
      return invalidAt('#/code', 'this code does not fit, or has been used')
    case 'state':
      return new ProblemError('conflict', 'this second factor is on already, or is not begun')
    case 'session':
      return new ProblemError('sign-in-required', 'sign in with your password first')
  }
}
