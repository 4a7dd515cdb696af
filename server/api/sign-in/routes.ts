import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Pool } from 'pg'
import * as z from 'zod'
import type { SecondFactorAsked, SignIn } from '#contract/sign-in.ts'
import { personaSchema, signInSchema, welcomeSchema } from '#contract/sign-in.ts'
import type { Prisma } from '../../db/prisma.ts'
import { callerAddress } from '../../ingest/http/caller-address.ts'
import { ProblemError } from '../../runtime/problem-error.ts'
import type { AuditLog } from '../audit-log.ts'
import { parseRequest } from '../parse-request.ts'
import { countAttempt, forgetAttempts } from './attempts.ts'
import type { Auth } from './auth.ts'
import { welcome } from './first-administrator.ts'
import { isStillRight, readPasswordHash } from './password-hash.ts'
import { ensurePersona } from './people.ts'
import { recordPerson } from './record-person.ts'
import type { CookieKey } from './session-cookie.ts'
import { cookieValue, readToken, sessionDays, signToken } from './session-cookie.ts'
import { endDeactivated, endSessionOf, endSignIn, openSession } from './sessions.ts'

export interface SignInOptions {
  pool: Pool
  prisma: Prisma
  auth: Auth
  audit: AuditLog
  key: CookieKey
  isSecure: boolean
  demo: boolean
  /** Resolves once rights that have changed hold here, also for sockets. */
  settleRights: () => Promise<void>
}

const tenMinutes = 600
/** Many may sit behind one address, and mistype. */
const perAddress = { max: 30, windowSeconds: tenMinutes }
const perAccount = { max: 10, windowSeconds: tenMinutes }

/** Coming and going. What the cookie says is nobody's to read but this server's. */
export function signInRoutes(options: SignInOptions) {
  return (app: FastifyInstance): void => {
    app.post('/api/auth/sign-in/email', { config: { access: 'anyone' } }, async (request, reply) => {
      const asked = await signIn(options, request, { reply, as: parseRequest(signInSchema, request.body) })
      return asked === null ? reply.code(204).send() : reply.code(202).send(asked)
    })

    app.post('/api/auth/sign-out', { config: { access: 'anyone' } }, async (request, reply) => {
      const token = readToken(request.headers.cookie, options.key)
      const whose = token === null ? null : await endSessionOf(options.pool, token)
      if (whose !== null)
        await recordPerson(options.audit, request, { who: whose, action: 'sign-out', outcome: 'done' })
      await options.settleRights()
      if (cookieValue(request.headers.cookie, options.key.name) !== null) {
        setCookie(reply, options, { value: '', maxAgeSeconds: 0 })
      }
      return reply.code(204).send()
    })

    app.post('/v1/welcome', { config: { access: 'anyone' } }, async (request, reply) => {
      const asked = parseRequest(welcomeSchema, request.body)
      await countAttempt(options.pool, { key: `welcome:address:${callerAddress(request)}`, ...perAddress })
      await welcome(options.prisma, asked)
      await signIn(options, request, { reply, as: asked })
      return reply.code(204).send()
    })

    app.post('/v1/demo/sign-in', { config: { access: 'anyone' } }, async (request, reply) => {
      if (!options.demo) throw new ProblemError('not-found', 'nobody signs in like this but in the demonstration')
      const { role } = parseRequest(personaSchema, request.body)
      await countAttempt(options.pool, {
        key: `persona:address:${callerAddress(request)}`,
        max: 300,
        windowSeconds: tenMinutes,
      })
      const whose = await ensurePersona(options.prisma, role)
      const token = await openSession(options.pool, {
        userId: whose.id,
        address: callerAddress(request),
        userAgent: request.headers['user-agent'],
      })
      await recordPerson(options.audit, request, { who: whose, action: 'sign-in', outcome: 'done' })
      setCookie(reply, options, { value: signToken(token, options.key.secret), maxAgeSeconds: sessionDays * 86_400 })
      return reply.code(204).send()
    })
  }
}

/** Of what Better Auth answers. */
const signedInSchema = z.object({ token: z.string(), user: z.object({ id: z.string(), name: z.string() }) })
const askedSchema = z.object({ twoFactorRedirect: z.literal(true) })

/**
 * The same answer, after the same work, whether the address or the password is wrong.
 *
 * @returns what is asked for beside the password; null = they are in
 */
async function signIn(
  { pool, auth, audit }: SignInOptions,
  request: FastifyRequest,
  { reply, as: { email, password } }: { reply: FastifyReply; as: SignIn },
): Promise<SecondFactorAsked | null> {
  const address = callerAddress(request)
  const account = `sign-in:account:${createHash('sha256').update(email).digest('base64url')}`
  await countAttempt(pool, { key: `sign-in:address:${address}`, ...perAddress })
  await countAttempt(pool, { key: account, ...perAccount })
  const headers = new Headers({ 'x-forwarded-for': address, 'user-agent': request.headers['user-agent'] ?? '' })
  const hash = await readPasswordHash(pool, email)
  const answer = await auth.api.signInEmail({ body: { email, password }, headers, asResponse: true })
  const answered: unknown = answer.ok ? await answer.json() : null
  const token = signedInSchema.safeParse(answered).data?.token ?? null
  if (answer.status === 401 || (answer.ok && (await isOver(pool, { email, password, hash, token })))) {
    const who = { id: null, name: email, kind: 'nobody' } as const
    await audit.record({ who, action: 'sign-in', outcome: 'refused', status: 401, address })
    throw new ProblemError('wrong-password', 'this e-mail address and password do not fit')
  }
  if (!answer.ok) throw new Error(`signing in was answered ${answer.status}: ${await answer.text()}`)
  const isCodeAsked = askedSchema.safeParse(answered).success
  if (!isCodeAsked) {
    const { user } = signedInSchema.parse(answered)
    await recordPerson(audit, request, { who: user, action: 'sign-in', outcome: 'done' })
  }
  await forgetAttempts(pool, account)
  reply.header('set-cookie', answer.headers.getSetCookie())
  return isCodeAsked ? { asksFor: 'second-factor' } : null
}

interface Opened extends SignIn {
  /** What the password was checked against when it began. */
  hash: string | null
  /** Of the session; null where a code is asked for first. */
  token: string | null
}

/** Whether somebody has been deactivated, or given another password, meanwhile; what a right password has opened is gone then. */
async function isOver(pool: Pool, opened: Opened): Promise<boolean> {
  if (await endDeactivated(pool, opened.email)) return true
  if (await isStillRight(pool, opened)) return false
  await endSignIn(pool, opened)
  return true
}

interface Cookie {
  value: string
  maxAgeSeconds: number
}

export function setCookie(
  reply: FastifyReply,
  { key, isSecure }: SignInOptions,
  { value, maxAgeSeconds }: Cookie,
): void {
  const secure = isSecure ? '; Secure' : ''
  reply.header('set-cookie', `${key.name}=${value}; Max-Age=${maxAgeSeconds}; Path=/; HttpOnly; SameSite=Lax${secure}`)
}
