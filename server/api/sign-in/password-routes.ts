import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { ForgotPassword } from '#contract/sign-in.ts'
import { forgotPasswordSchema, resetPasswordSchema } from '#contract/sign-in.ts'
import type { MailServer } from '../../actions/notifications/smtp.ts'
import { callerAddress } from '../../ingest/http/caller-address.ts'
import type { Logger } from '../../runtime/logger.ts'
import { parseRequest } from '../parse-request.ts'
import { countAttempt } from './attempts.ts'
import { issueReset, resetMail, resetPassword } from './password-reset.ts'
import type { SignInOptions } from './routes.ts'

export interface PasswordOptions extends Pick<SignInOptions, 'pool' | 'audit' | 'settleRights'> {
  /** null = no mail server is set. */
  mail: MailServer | null
  publicUrl: string | null
  company: () => Promise<string>
  logger: Logger
}

const hour = 3600
const perAddress = { max: 30, windowSeconds: hour }
const perAccount = { max: 5, windowSeconds: hour }

/** For who has forgotten a password. Whether somebody has an address here, neither the answer nor its time says. */
export function passwordRoutes(options: PasswordOptions) {
  const { pool, audit, settleRights, logger } = options
  return (app: FastifyInstance): void => {
    app.post('/api/auth/forgot-password', { config: { access: 'anyone' } }, async (request, reply) => {
      const asked = parseRequest(forgotPasswordSchema, request.body)
      const account = createHash('sha256').update(asked.email).digest('base64url')
      await countAttempt(pool, { key: `forgot:address:${callerAddress(request)}`, ...perAddress })
      await countAttempt(pool, { key: `forgot:account:${account}`, ...perAccount })
      void sendLink(options, asked).catch((err: unknown) =>
        logger.error({ err }, 'a link for a new password was not sent'),
      )
      return reply.code(204).send()
    })

    app.post('/api/auth/reset-password', { config: { access: 'anyone' } }, async (request, reply) => {
      const asked = parseRequest(resetPasswordSchema, request.body)
      const address = callerAddress(request)
      await countAttempt(pool, { key: `reset:address:${address}`, ...perAddress })
      const who = { ...(await resetPassword(pool, asked)), kind: 'person' } as const
      await audit.record({ who, action: 'password.reset', outcome: 'done', address })
      await settleRights()
      return reply.code(204).send()
    })
  }
}

async function sendLink(
  { pool, mail, publicUrl, company, logger }: PasswordOptions,
  { email, language }: ForgotPassword,
): Promise<void> {
  const issued = await issueReset(pool, email)
  if (issued === null) return
  const path = `/reset?token=${issued.token}`
  if (mail === null || publicUrl === null) {
    const reason = mail === null ? 'VIGIE_SMTP_URL' : 'VIGIE_URL'
    logger.warn({ email, path }, `${reason} is not set: hand over this link for a new password`)
    return
  }
  const link = new URL(path, publicUrl).href
  const sent = await mail.send(resetMail({ to: issued, link, company: await company(), language }))
  if (sent.type !== 'sent')
    logger.error({ reason: sent.reason }, 'the mail server did not take a link for a new password')
}
