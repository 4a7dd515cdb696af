import type { FastifyInstance } from 'fastify'
import type { OpenedInvitation } from '#contract/people.ts'
import { acceptInvitationSchema, openInvitationSchema } from '#contract/people.ts'
import { callerAddress } from '../../ingest/http/caller-address.ts'
import { ProblemError } from '../../runtime/problem-error.ts'
import type { AuditLog } from '../audit-log.ts'
import { parseRequest } from '../parse-request.ts'
import { countAttempt } from '../sign-in/attempts.ts'
import type { SignInOptions } from '../sign-in/routes.ts'
import { setCookie } from '../sign-in/routes.ts'
import { sessionDays, signToken } from '../sign-in/session-cookie.ts'
import { openSession } from '../sign-in/sessions.ts'
import { acceptInvitation, openInvitation } from './invitation-table.ts'

/** Many who were invited may sit behind one address. */
const perAddress = { max: 60, windowSeconds: 600 }

/** Whoever holds an invitation's link looks at it and takes it up; the answer signs them in. */
export function joiningRoutes(options: SignInOptions & { audit: AuditLog }) {
  const { pool, audit, demo } = options
  return (app: FastifyInstance): void => {
    app.post(
      '/v1/invitations/open',
      { config: { access: 'anyone' } },
      async (request, reply): Promise<OpenedInvitation> => {
        const { token } = parseRequest(openInvitationSchema, request.body)
        if (demo) throw nobodyJoins()
        reply.header('cache-control', 'no-store')
        return openInvitation(pool, token)
      },
    )

    app.post('/v1/invitations/accept', { config: { access: 'anyone' } }, async (request, reply) => {
      const asked = parseRequest(acceptInvitationSchema, request.body)
      if (demo) throw nobodyJoins()
      const address = callerAddress(request)
      await countAttempt(pool, { key: `invitation:address:${address}`, ...perAddress })
      const userId = await acceptInvitation(options, asked)
      await audit.record({
        who: { id: userId, name: asked.name, kind: 'person' },
        action: 'invitation.accept',
        outcome: 'done',
        status: 204,
        address,
      })
      const session = await openSession(pool, { userId, address, userAgent: request.headers['user-agent'] })
      setCookie(reply, options, { value: signToken(session, options.key.secret), maxAgeSeconds: sessionDays * 86_400 })
      return reply.code(204).send()
    })
  }
}

/** In a demonstration anybody may invite: whoever came so would still be here once its data is run as an installation. */
function nobodyJoins(): ProblemError {
  return new ProblemError(
    'forbidden',
    'nobody joins a demonstration: run an installation of your own, and invite there',
  )
}
