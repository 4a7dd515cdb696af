import type { Crossing } from './notification.ts'

/* What is said of alerts, in whatever way they are told. */

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
      ? `${state(first, { out: 'Rupture', risk: 'À risque' })}\u00a0: ${first.title}, ${first.placeName}`
      : `${others.length + 1} alertes de stock`,
  line: (crossing) => {
    const where = `${crossing.title} (${crossing.sku}), ${crossing.placeName}`
    if (crossing.kind === 'out') return `Rupture\u00a0: ${where}`
    return `À risque\u00a0: ${where}. Reste ${crossing.onHand ?? 0}${hours(crossing, (count) => `, pour environ ${count}\u00a0h`)}`
  },
  more: (count) => `et ${count} de plus`,
  open: (url) => `Les ouvrir\u00a0: ${url}`,
  why: 'Vous recevez ce message parce que votre adresse figure dans les réglages des notifications de Vigie.',
}

export const stockWords = { en: english, fr: french } as const

/** What is out comes first, then what is out soonest. */
export function byUrgency(crossings: readonly Crossing[]): Crossing[] {
  return crossings.toSorted((a, b) => urgency(a) - urgency(b))
}

function urgency({ kind, hoursToZero }: Crossing): number {
  return kind === 'out' ? -1 : (hoursToZero ?? Infinity)
}

function state({ kind }: Crossing, { out, risk }: { out: string; risk: string }): string {
  return kind === 'out' ? out : risk
}

function hours({ hoursToZero }: Crossing, say: (count: number) => string): string {
  return hoursToZero === null ? '' : say(Math.max(1, Math.round(hoursToZero)))
}
