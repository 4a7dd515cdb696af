import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import type { GuestTicket } from '#contract/sign-in.ts'
import type { Clock } from '../../runtime/clock.ts'
import { ProblemError } from '../../runtime/problem-error.ts'
import { parseRequest } from '../parse-request.ts'
import type { GuestTickets } from './guest-ticket.ts'
import { guestCookieName, guestHours, ticketDays } from './guest-ticket.ts'

interface GuestOptions {
  tickets: GuestTickets
  clock: Clock
  isSecure: boolean
}

/** A QR code on a wall leads here: the phone is let in to the page with the button, for some hours. */
export function guestRoutes({ tickets, clock, isSecure }: GuestOptions) {
  return (app: FastifyInstance): void => {
    app.get('/v1/guest-ticket', { config: { access: 'read:guest-ticket' } }, (_request, reply): GuestTicket => {
      const expiresAt = clock.now() + ticketDays * 86_400_000
      reply.header('cache-control', 'no-store')
      return { path: `/v1/guests/${tickets.issue(expiresAt)}`, expiresAt: new Date(expiresAt).toISOString() }
    })

    app.get('/v1/guests/:ticket', { config: { access: 'anyone' } }, (request, reply) => {
      const { ticket } = parseRequest(z.object({ ticket: z.string().max(100) }), request.params)
      const now = clock.now()
      if (!tickets.isValid(ticket, now)) throw new ProblemError('forbidden', 'this code is too old; scan it again')
      const value = tickets.issue(now + guestHours * 3_600_000)
      const secure = isSecure ? '; Secure' : ''
      return reply
        .header('cache-control', 'no-store')
        .header(
          'set-cookie',
          `${guestCookieName}=${value}; Max-Age=${guestHours * 3600}; Path=/; HttpOnly; SameSite=Lax${secure}`,
        )
        .redirect('/try', 303)
    })
  }
}
