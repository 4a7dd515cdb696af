import { createHash } from 'node:crypto'
import type { Crossing, Mail, Recipient } from './notification.ts'

interface Words {
  subject: (crossings: readonly Crossing[]) => string
  line: (crossing: Crossing) => string
  more: (count: number) => string
  open: (url: string) => string
  why: string
}

const english: Words = {
  subject: ([first, ...others]) =>
    first && others.length === 0
      ? `${state(first, { out: 'Out of stock', risk: 'At risk' })}: ${first.title}, ${first.placeName}`
      : `${others.length + 1} stock alerts`,
  line: (crossing) => {
    const where = `${crossing.title} (${crossing.sku}), ${crossing.placeName}`
    if (crossing.kind === 'out') return `Out of stock: ${where}`
    return `At risk: ${where}. ${crossing.onHand ?? 0} left${hours(crossing, (count) => `, for about ${count} h`)}`
  },
  more: (count) => `and ${count} more`,
  open: (url) => `Open them: ${url}`,
  why: 'You get this message because your address is in the notification settings of Vigie.',
}

const french: Words = {
  subject: ([first, ...others]) =>
    first && others.length === 0
      ? `${state(first, { out: 'Rupture', risk: 'À risque' })} : ${first.title}, ${first.placeName}`
      : `${others.length + 1} alertes de stock`,
  line: (crossing) => {
    const where = `${crossing.title} (${crossing.sku}), ${crossing.placeName}`
    if (crossing.kind === 'out') return `Rupture : ${where}`
    return `À risque : ${where}. Reste ${crossing.onHand ?? 0}${hours(crossing, (count) => `, pour environ ${count} h`)}`
  },
  more: (count) => `et ${count} de plus`,
  open: (url) => `Les ouvrir : ${url}`,
  why: 'Vous recevez ce message parce que votre adresse figure dans les réglages des notifications de Vigie.',
}

const words = { en: english, fr: french } as const
/** A message is read on a phone. */
const maxLines = 30

function state({ kind }: Crossing, { out, risk }: { out: string; risk: string }): string {
  return kind === 'out' ? out : risk
}

function hours({ hoursToZero }: Crossing, say: (count: number) => string): string {
  return hoursToZero === null ? '' : say(Math.max(1, Math.round(hoursToZero)))
}

/** @param crossings at least one. @param publicUrl null when the installation is not reached from outside. */
export function stockMail(crossings: readonly Crossing[], to: Recipient, publicUrl: string | null): Mail {
  const { subject, line, more, open, why } = words[to.language]
  // What is out comes first, then what is out soonest.
  const sorted = crossings.toSorted((a, b) => urgency(a) - urgency(b))
  const lines = sorted.slice(0, maxLines).map(line)
  const rest = sorted.length - lines.length
  const link = publicUrl === null ? [] : ['', open(`${publicUrl}/stock`)]
  return {
    to: { name: to.name, address: to.address },
    subject: subject(sorted).replaceAll(/\s+/g, ' '),
    text: [...lines, ...(rest > 0 ? [more(rest)] : []), ...link, '', '-- ', why, ''].join('\n'),
    messageId: `<${digestOf([to.address, ...crossings.map(({ alert }) => alert).toSorted()])}@vigie>`,
  }
}

function urgency({ kind, hoursToZero }: Crossing): number {
  return kind === 'out' ? -1 : (hoursToZero ?? Infinity)
}

function digestOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40)
}
