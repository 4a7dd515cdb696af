import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod'
import type { ProblemCode } from '#contract/problem.ts'
import type { SingleSignOnRefusal, SingleSignOnStart } from '#contract/sign-in.ts'
import { pathAfterSignIn, singleSignOnRefusals, startSingleSignOnSchema } from '#contract/sign-in.ts'
import { callerAddress } from '../../../ingest/http/caller-address.ts'
import { ProblemError } from '../../../runtime/problem-error.ts'
import { parseRequest } from '../../parse-request.ts'
import { countAttempt } from '../attempts.ts'
import type { SignInOptions } from '../routes.ts'
import { readToken } from '../session-cookie.ts'
import { readPerson } from '../sessions.ts'
import { asserted, callbackPath } from './provider-auth.ts'
import type { SignInProvider } from './sign-in-provider.ts'

export interface SingleSignOnOptions extends Pick<SignInOptions, 'pool' | 'audit' | 'key' | 'demo'> {
  /** null = people sign in with passwords alone. */
  provider: SignInProvider | null
}

/** Many may sit behind one address. */
const perAddress = { max: 60, windowSeconds: 600 }

/** Signing in with the provider of the company: there by what the first route answers, back by the second. */
export function singleSignOnRoutes(options: SingleSignOnOptions) {
  return (app: FastifyInstance): void => {
    app.post(
      '/api/auth/sign-in/sso',
      { config: { access: 'anyone' } },
      async (request, reply): Promise<SingleSignOnStart> => {
        const { to } = parseRequest(startSingleSignOnSchema, request.body)
        const { provider } = options
        if (provider === null) throw new ProblemError('not-found', 'people sign in with passwords alone here')
        await countAttempt(options.pool, { key: `sso:address:${callerAddress(request)}`, ...perAddress })
        reply.header('cache-control', 'no-store')
        return start(provider, { to: pathAfterSignIn(to), reply })
      },
    )

    app.get(callbackPath, { config: { access: 'anyone' } }, async (request, reply) => {
      const came = await comeBack(options, request).catch((error: unknown): Came => {
        // Whoever comes back is looking at a page, not at an answer of the API.
        const refused = error instanceof ProblemError ? refusedBy[error.code] : undefined
        if (refused === undefined) throw error
        return { refused, to: '/', cookies: [] }
      })
      reply.header('cache-control', 'no-store').header('set-cookie', came.cookies)
      return reply.redirect(came.refused === null ? came.to : signInPath(came.refused, came.to), 303)
    })
  }
}

const startedSchema = z.object({ url: z.string() })

async function start(
  provider: SignInProvider,
  { to, reply }: { to: string; reply: FastifyReply },
): Promise<SingleSignOnStart> {
  // Better Auth says how it ended by where it leads to: nobody is sent to these, comeBack reads them.
  const end = (how: string): string => `/${how}?${new URLSearchParams({ to }).toString()}`
  const body = {
    provider: provider.issuer,
    callbackURL: end('signed-in'),
    newUserCallbackURL: end('joined'),
    errorCallbackURL: end('refused'),
    disableRedirect: true,
  }
  const answer = await provider.ask((auth) => auth.api.signInSocial({ body, asResponse: true }))
  if (!answer.ok) throw new Error(`beginning single sign-on was answered ${answer.status}: ${await answer.text()}`)
  reply.header('set-cookie', answer.headers.getSetCookie())
  return startedSchema.parse(await answer.json())
}

const refusedBy: Partial<Record<ProblemCode, SingleSignOnRefusal>> = {
  'too-many-requests': 'too-many',
  unavailable: 'unavailable',
  // No provider sends people back so.
  'invalid-request': 'expired',
}

interface Came {
  /** null = they are in. */
  refused: SingleSignOnRefusal | null
  /** A path of this installation. */
  to: string
  cookies: string[]
}

const callbackSchema = z.object({
  code: z.string().max(8000).optional(),
  state: z.string().max(200).optional(),
  iss: z.string().max(400).optional(),
  error: z.string().max(200).optional(),
})

async function comeBack(options: SingleSignOnOptions, request: FastifyRequest): Promise<Came> {
  const { provider, pool, audit } = options
  if (provider === null) throw new ProblemError('not-found', 'people sign in with passwords alone here')
  const address = callerAddress(request)
  await countAttempt(pool, { key: `sso-callback:address:${address}`, ...perAddress })
  const seen: { email: string | null } = { email: null }
  const answer = await asserted.run(seen, () => askProvider(provider, request))
  const { how, to, error } = readEnd(answer.headers.get('location'))
  const cookies = answer.headers.getSetCookie()
  const person = await personOf(options, cookies)
  if ((how === 'signed-in' || how === 'joined') && person !== null) {
    const entry = { who: person, outcome: 'done', subject: provider.label, address } as const
    if (how === 'joined') await audit.record({ ...entry, action: 'user.join' })
    await audit.record({ ...entry, action: 'sign-in' })
    return { refused: null, to, cookies }
  }
  const refused = await refusalNamed(error, { provider, hasAnswered: seen.email !== null })
  // Whoever brings nothing that the provider has said may not fill the record.
  if (seen.email !== null) {
    const who = { id: null, name: seen.email, kind: 'nobody' } as const
    const subject = `${provider.label}: ${refused}`
    await audit.record({ who, action: 'sign-in', outcome: 'refused', subject, status: 303, address })
  }
  return { refused, to, cookies }
}

/** Better Auth looks at state, nonce and tokens; it answers with a redirect, whatever comes of it. */
function askProvider(provider: SignInProvider, request: FastifyRequest): Promise<Response> {
  const query = parseRequest(callbackSchema, request.query)
  const { cookie = '', 'user-agent': userAgent = '' } = request.headers
  const headers = new Headers({ cookie, 'user-agent': userAgent, 'x-forwarded-for': callerAddress(request) })
  const params = { id: provider.issuer }
  return provider.ask((auth) => auth.api.callbackOAuth({ method: 'GET', params, query, headers, asResponse: true }))
}

function readEnd(location: string | null): { how: string; to: string; error: string } {
  const url = URL.parse(location ?? '', 'http://vigie.invalid')
  const said = (name: string): string => url?.searchParams.get(name) ?? ''
  return { how: url?.pathname.slice(1) ?? '', to: pathAfterSignIn(said('to')), error: said('error') }
}

/** Whoever the session is of that these cookies begin. */
async function personOf({ pool, key, demo }: SingleSignOnOptions, cookies: readonly string[]) {
  const token = readToken(cookies.map((line) => line.split(';', 1)[0]).join('; '), key)
  const person = token === null ? null : await readPerson(pool, { token, demo })
  return person && { id: person.id, name: person.name, kind: 'person' as const }
}

/** Better Auth's words for what has words of its own here. */
const namedOtherwise: Readonly<Record<string, SingleSignOnRefusal>> = {
  state_mismatch: 'expired',
  state_not_found: 'expired',
  state_invalid: 'expired',
  access_denied: 'cancelled',
  account_not_linked: 'unverified',
  email_not_found: 'unverified',
}

/** @param asked hasAnswered = the provider has said who they are */
async function refusalNamed(
  error: string,
  { provider, hasAnswered }: { provider: SignInProvider; hasAnswered: boolean },
): Promise<SingleSignOnRefusal> {
  const named = singleSignOnRefusals.find((known) => known === error) ?? namedOtherwise[error]
  if (named !== undefined) return named
  // Better Auth has one word for a provider that does not answer, and for one that knows nothing of the code.
  return !hasAnswered && (await provider.isAway()) ? 'unavailable' : 'unproved'
}

function signInPath(refused: SingleSignOnRefusal, to: string): string {
  return `/sign-in?${new URLSearchParams({ refused, ...(to !== '/' && { to }) }).toString()}`
}
