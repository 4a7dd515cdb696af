import type { Mail, Recipient, SendOutcome } from './notification.ts'
import type { PushMessage, PushService } from './push/push-service.ts'
import type { MailServer } from './smtp.ts'

/** What takes messages on. */
export interface Ways {
  /** null = nobody is told by e-mail. */
  mail: MailServer | null
  push: Pick<PushService, 'send'>
}

/** @returns those who can be told. */
export function reachable(recipients: readonly Recipient[], { mail }: Pick<Ways, 'mail'>): Recipient[] {
  return recipients.filter(({ channel }) => channel.type === 'push' || mail !== null)
}

interface Said {
  mail(): Mail
  push(): PushMessage
}

/** Tells somebody who is reachable, in the way they have chosen. */
export function deliver({ mail, push }: Ways, { channel }: Recipient, said: Said): Promise<SendOutcome> {
  switch (channel.type) {
    case 'mail':
      // Only those that can be reached are told.
      if (mail === null) throw new Error('there is no mail server')
      return mail.send(said.mail())
    case 'push':
      if (channel.subscription === null)
        return Promise.resolve({ type: 'gone', reason: 'its keys were sealed with another VIGIE_SECRET' })
      return push.send(channel.subscription, said.push())
  }
}
