import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Pool } from 'pg'
import * as z from 'zod'
import type { MailServer } from '../../actions/notifications/smtp.ts'
import type { CreatedInvitation, User, UserList } from '#contract/people.ts'
import { changeRolesSchema, invitationIdSchema, inviteSchema, personIdSchema } from '#contract/people.ts'
import { ProblemError } from '../../runtime/problem-error.ts'
import { parseRequest } from '../parse-request.ts'
import { viewerOf } from '../viewer.ts'
import { invitationMail } from './invitation-mail.ts'
import { invite, listInvitations, withdrawInvitation } from './invitation-table.ts'
import type { UserChange } from './user-table.ts'
import { changeUser, isBehind, listUsers } from './user-table.ts'

export interface PeopleOptions {
  pool: Pool
  /** Whether this is a demonstration, whose personas are somebody. */
  demo: boolean
  company: () => Promise<string>
  publicUrl: string | null
  /** null = no mail server is set. */
  mail: MailServer | null
  /** Resolves once rights that have changed hold here, also for sockets. */
  settleRights: () => Promise<void>
}

/** `/v1/users` and `/v1/invitations`: who may use this installation. */
export function peopleRoutes(options: PeopleOptions) {
  const { pool, demo, mail, publicUrl } = options
  return (app: FastifyInstance): void => {
    app.get('/v1/users', { config: { access: 'read:users' } }, async (_request, reply): Promise<UserList> => {
      const [users, invitations] = await Promise.all([listUsers(pool), listInvitations(pool, { demo })])
      reply.header('cache-control', 'no-store')
      return { users, invitations, canSend: mail !== null && publicUrl !== null }
    })

    app.post('/v1/users/:id/roles', { config: { access: 'command:user.roles' } }, (request) =>
      change(options, request, { type: 'roles', ...parseRequest(changeRolesSchema, request.body) }),
    )
    for (const type of ['deactivate', 'activate', 'end-sessions', 'reset-second-factor'] as const) {
      app.post(`/v1/users/:id/${type}`, { config: { access: `command:user.${type}` } }, (request) =>
        change(options, request, { type }),
      )
    }

    app.post(
      '/v1/invitations',
      { config: { access: 'command:invitation.create' } },
      async (request, reply): Promise<CreatedInvitation> => {
        reply.code(201).header('cache-control', 'no-store')
        return inviteAndSend(options, request)
      },
    )

    app.post(
      '/v1/invitations/:id/withdraw',
      { config: { access: 'command:invitation.withdraw' } },
      async (request, reply) => {
        const { id } = parseRequest(z.object({ id: invitationIdSchema }), request.params)
        const email = await withdrawInvitation(pool, id)
        if (email === null) throw new ProblemError('not-found', 'there is no such invitation')
        request.auditSubject = email
        return reply.code(204).send()
      },
    )
  }
}

async function change({ pool, settleRights }: PeopleOptions, request: FastifyRequest, what: UserChange): Promise<User> {
  const { id } = parseRequest(z.object({ id: personIdSchema }), request.params)
  // Whoever finds a browser left open, or a token, would otherwise get past the password that /account asks for.
  if (what.type === 'reset-second-factor' && (await isBehind(pool, { actor: viewerOf(request).id, person: id }))) {
    throw new ProblemError('conflict', 'your own second factor is turned off at /account, with your password')
  }
  const user = await changeUser(pool, { id, change: what })
  request.auditSubject = what.type === 'roles' ? `${user.email}: ${user.roles.join(', ')}` : user.email
  await settleRights()
  return user
}

/** An invitation that could not be sent is shown all the same: its link can be handed over otherwise. */
async function inviteAndSend(
  { pool, mail, publicUrl, company }: PeopleOptions,
  request: FastifyRequest,
): Promise<CreatedInvitation> {
  const { email, roles, language } = parseRequest(inviteSchema, request.body)
  request.auditSubject = `${email}: ${roles.join(', ')}`
  const { invitation, token } = await invite(pool, { email, roles, invitedBy: viewerOf(request) })
  const path = `/invitation?token=${token}`
  if (mail === null || publicUrl === null) return { ...invitation, path, isSent: false }
  const link = new URL(path, publicUrl).href
  const sent = await mail.send(invitationMail({ invitation, company: await company(), link, language }))
  return { ...invitation, path, isSent: sent.type === 'sent' }
}
