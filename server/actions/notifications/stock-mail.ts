import { messageDigest } from './message-digest.ts'
import type { Crossing, Mail, Recipient } from './notification.ts'
import { byUrgency, stockWords } from './stock-words.ts'

/** A message is read on a phone. */
const maxLines = 30

type MailRecipient = Pick<Recipient, 'address' | 'name' | 'language'>

/** @param crossings at least one. @param publicUrl null when the installation is not reached from outside. */
export function stockMail(crossings: readonly Crossing[], to: MailRecipient, publicUrl: string | null): Mail {
  const { subject, line, more, open, why } = stockWords[to.language]
  const sorted = byUrgency(crossings)
  const lines = sorted.slice(0, maxLines).map(line)
  const rest = sorted.length - lines.length
  const link = publicUrl === null ? [] : ['', open(`${publicUrl}/stock`)]
  return {
    to: { name: to.name, address: to.address },
    subject: subject(sorted).replaceAll(/\s+/g, ' '),
    text: [...lines, ...(rest > 0 ? [more(rest)] : []), ...link, '', '-- ', why, ''].join('\n'),
    messageId: `<${messageDigest(alertsOf(crossings), to)}@vigie>`,
  }
}

export function alertsOf(crossings: readonly Crossing[]): string[] {
  return crossings.map(({ alert }) => alert)
}
