import type { Mail, SendOutcome } from './notification.ts'

export interface MailServer {
  send(mail: Mail): Promise<SendOutcome>
}

/** A mail server that says nothing for so long will not. */
const patienceMs = 20_000

/**
 * @param smtpUrl `smtp://user:password@host:587`, or `smtps://` for TLS from the first byte; otherwise STARTTLS is used where
 * the server has it.
 * @param from the sender's address.
 */
export function smtpServer({ smtpUrl, from }: { smtpUrl: string; from: string }): MailServer {
  return {
    async send({ to, subject, text, messageId }) {
      let transport
      try {
        transport = await loadTransport(smtpUrl)
        // A line of its own, so that whoever cannot be reached or does not let us in has certainly got nothing.
        await transport.verify()
      } catch (error) {
        return { type: 'refused', reason: reasonOf(error), again: true }
      }
      try {
        await transport.sendMail({
          from,
          to,
          subject,
          text,
          messageId,
          headers: { 'Auto-Submitted': 'auto-generated' },
        })
        return { type: 'sent' }
      } catch (error) {
        const status = statusOf(error)
        if (status === null) return { type: 'uncertain', reason: reasonOf(error) }
        // RFC 5321, 4.2.1: 4yz may be tried again, 5yz is for ever.
        return { type: 'refused', reason: reasonOf(error), again: status < 500 }
      }
    },
  }
}

/** Not before there is a mail: loading the module takes a twentieth of a server's start, and most servers send none. */
async function loadTransport(smtpUrl: string) {
  const { createTransport } = await import('nodemailer')
  return createTransport({
    url: smtpUrl,
    connectionTimeout: patienceMs,
    greetingTimeout: patienceMs,
    socketTimeout: patienceMs,
    // Nothing that a product is called may make the server read files or fetch addresses.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}

/** What the server answered; null when it did not. */
function statusOf(error: unknown): number | null {
  return error instanceof Error && 'responseCode' in error && typeof error.responseCode === 'number'
    ? error.responseCode
    : null
}

function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 500)
}
