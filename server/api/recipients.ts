import type { FastifyInstance } from 'fastify'
import type { Pool } from 'pg'
import * as z from 'zod'
import type { RecipientAnswer, RecipientList } from '#contract/recipients.ts'
import { addRecipientSchema, recipientAddressSchema } from '#contract/recipients.ts'
import type { Recipient } from '../actions/notifications/notification.ts'
import { addRecipient, readRecipients, removeRecipient } from '../actions/notifications/notification-table.ts'
import type { Business } from '../db/settings.ts'
import type { EventLog } from '../log/log.ts'
import { ProblemError } from '../runtime/problem-error.ts'
import { parseRequest } from './parse-request.ts'

interface RecipientOptions {
  pool: Pool
  log: Pick<EventLog, 'head'>
  business: Business
  /** Whether a mail server is set. */
  canSend: boolean
}

/** `/v1/recipients`: whom alerts are told to by e-mail. */
export function recipientRoutes({ pool, log, business, canSend }: RecipientOptions) {
  return (app: FastifyInstance): void => {
    app.get('/v1/recipients', { config: { access: 'read:recipients' } }, async (): Promise<RecipientList> => {
      return { canSend, recipients: (await readRecipients(pool)).map(toAnswer) }
    })

    app.post(
      '/v1/recipients',
      { config: { access: 'command:recipient.add' } },
      async (request, reply): Promise<RecipientAnswer> => {
        const { timeZone = business.timeZone, ...body } = parseRequest(addRecipientSchema, request.body)
        const { address, name, language, quiet, digestAt } = body
        // What is open already stands on the screen: it is no news to somebody who asks from now on.
        const recipient: Recipient = {
          address,
          name,
          language,
          preferences: { timeZone, quiet, digestAt },
          sincePosition: await log.head(),
        }
        if (!(await addRecipient(pool, recipient))) throw new ProblemError('conflict', 'this address is told already')
        reply.code(201)
        return toAnswer(recipient)
      },
    )

    app.delete(
      '/v1/recipients/:address',
      { config: { access: 'command:recipient.remove' } },
      async (request, reply): Promise<void> => {
        const { address } = parseRequest(z.object({ address: recipientAddressSchema }), request.params)
        if (!(await removeRecipient(pool, address))) throw new ProblemError('not-found', 'this address is told nothing')
        return reply.code(204).send()
      },
    )
  }
}

function toAnswer({ address, name, language, preferences }: Recipient): RecipientAnswer {
  return { address, name, language, ...preferences }
}
