import type { NotificationTopic } from '#contract/recipients.ts'
import type { Mail, Recipient, SendOutcome } from './notification.ts'
import type { PushMessage, PushService } from './push/push-service.ts'
import type { MailServer } from './smtp.ts'

/** What takes messages on. */
export interface Ways {
  /** null = nobody is told by e-mail. */
  mail: MailServer | null
  push: Pick<PushService, 'send'>
}

/** @returns those who want to be told of a topic and can be. */
export function reachable(
  recipients: readonly Recipient[],
  topic: NotificationTopic,
  { mail }: Pick<Ways, 'mail'>,
): Recipient[] {
  return recipients.filter(
    ({ channel, topics }) => topics.includes(topic) && (channel.type === 'push' || mail !== null),
  )
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
