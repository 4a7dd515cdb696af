import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Pool } from 'pg'
import { secondFactorSchema } from '#contract/sign-in.ts'
import { callerAddress } from '../../../ingest/http/caller-address.ts'
import { parseRequest } from '../../parse-request.ts'
import { countAttempt, forgetAttempts } from '../attempts.ts'
import { readPasswordHash, readSettledHash } from '../password-hash.ts'
import { recordPerson } from '../record-person.ts'
import type { SignInOptions } from '../routes.ts'
import { readToken, secondFactorCookieName, signToken } from '../session-cookie.ts'
import { endSignIn } from '../sessions.ts'
import type { Outcome } from './own-second-factor.ts'
import { outcomeOf } from './own-second-factor.ts'
import { problemOf } from './routes.ts'
import { isFirstUse } from './used-codes.ts'

const perAddress = { max: 30, windowSeconds: 600 }
/** Of a million codes three fit at a time: this leaves whoever knows the password one chance in six hundred a day. */
const perAccount = { max: 6, windowSeconds: 900 }

type SecondStepOptions = Pick<SignInOptions, 'pool' | 'auth' | 'audit' | 'key'>

/** The second step of signing in, for whoever's password was right: a code of the app, or one for a lost phone. */
export function secondStepRoute(options: SecondStepOptions) {
  return (app: FastifyInstance): void => {
    app.post('/api/auth/sign-in/second-factor', { config: { access: 'anyone' } }, async (request, reply) => {
      const { code } = parseRequest(secondFactorSchema, request.body)
      await countAttempt(options.pool, { key: `second-factor:address:${callerAddress(request)}`, ...perAddress })
      await takeSecondStep(options, request, { reply, code })
      return reply.code(204).send()
    })
  }
}

interface Step {
  reply: FastifyReply
  code: string
}

async function takeSecondStep(options: SecondStepOptions, request: FastifyRequest, { reply, code }: Step) {
  const { pool, audit, key } = options
  const challenge = readToken(request.headers.cookie, { name: secondFactorCookieName(key), secret: key.secret })
  const person = challenge === null ? null : await whoseChallenge(pool, challenge)
  if (challenge === null || person === null) throw problemOf('session')
  const attempts = `second-factor:account:${person.id}`
  await countAttempt(pool, { key: attempts, ...perAccount })
  const isNew = await isFirstUse(pool, { userId: person.id, code })
  const address = callerAddress(request)
  const outcome: Outcome<unknown> = isNew
    ? await verifyUnderSamePassword(person, options, { challenge, code, request })
    : { ok: false, wrong: 'code' }
  const subject = code.includes('-') ? 'backup code' : 'code'
  if (!outcome.ok) {
    const problem = problemOf(outcome.wrong)
    const who = { id: null, name: person.email, kind: 'nobody' } as const
    await audit.record({ who, action: 'sign-in', subject, outcome: 'refused', status: problem.status, address })
    throw problem
  }
  await recordPerson(audit, request, { who: person, action: 'sign-in', subject, outcome: 'done' })
  await forgetAttempts(pool, attempts)
  reply.header('set-cookie', outcome.cookies)
}

interface Challenged {
  id: string
  name: string
  email: string
}

/** @returns null when it is over, was never one, or its person may not sign in any more. */
async function whoseChallenge(pool: Pool, challenge: string): Promise<Challenged | null> {
  const { rows } = await pool.query<Challenged>(
    `select u.id, u.name, u.email from verifications v join users u on u.id = v.value
      where v.identifier = $1 and v.identifier like '2fa-%' and v.expires_at > now() and u.deactivated_at is null`,
    [challenge],
  )
  return rows[0] ?? null
}

interface Verified {
  challenge: string
  code: string
  request: FastifyRequest
}

/** What a code has opened ends where the password before it was changed meanwhile. */
async function verifyUnderSamePassword(
  { email }: Challenged,
  options: SecondStepOptions,
  entered: Verified,
): Promise<Outcome<unknown>> {
  const { pool, key } = options
  const hash = await readPasswordHash(pool, email)
  const outcome = await verify(options, entered)
  if (!outcome.ok || (await readSettledHash(pool, email)) === hash) return outcome
  const token = readToken(outcome.cookies.map((line) => line.split(';', 1)[0]).join('; '), key)
  await endSignIn(pool, { email, token })
  return { ok: false, wrong: 'session' }
}

/** The cookie of the challenge alone: a session of somebody else that this browser has is not what is proved here. */
function verify({ auth, key }: SecondStepOptions, { challenge, code, request }: Verified): Promise<Outcome<unknown>> {
  const headers = new Headers({
    cookie: `${secondFactorCookieName(key)}=${signToken(challenge, key.secret)}`,
    'x-forwarded-for': callerAddress(request),
    'user-agent': request.headers['user-agent'] ?? '',
  })
  const asked = { body: { code }, headers, asResponse: true } as const
  return outcomeOf(code.includes('-') ? auth.api.verifyBackupCode(asked) : auth.api.verifyTOTP(asked))
}
