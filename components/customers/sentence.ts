import type { TimelineFacts } from '#contract/timeline.ts'

/** Types with a sentence of their own; the others are shown as they are called. */
const sentences = {
  'page.viewed': 'pageViewed',
  'page.left': 'pageLeft',
  'cart.updated': 'basket',
  'customer.created': 'accountCreated',
  'customer.updated': 'accountChanged',
  'customer.taken': 'taken',
  'customer.released': 'released',
  'customer.called': 'called',
  'customer.merged': 'merged',
  'customer.separated': 'separated',
  'order.placed': 'orderPlaced',
  'order.updated': 'orderUpdated',
  'order.cancelled': 'orderCancelled',
  'order.refunded': 'orderRefunded',
  'ticket.opened': 'ticketOpened',
  'ticket.closed': 'ticketClosed',
  'mail.opened': 'mailOpened',
  'mail.clicked': 'mailClicked',
  'campaign.joined': 'campaignJoined',
  'campaign.left': 'campaignLeft',
  'meeting.scheduled': 'meetingScheduled',
  'meeting.cancelled': 'meetingCancelled',
} as const

/** What told Vigie that two keys are one person's. */
const evidences = { login: 'signedIn', form: 'form', crm: 'linkedByCrm', import: 'linkedByImport' } as const

export type SentenceMessage =
  | (typeof sentences)[keyof typeof sentences]
  | (typeof evidences)[keyof typeof evidences]
  | 'recognised'

export interface Sentence {
  lead: { message: SentenceMessage; values: Record<string, string> } | { raw: string }
  /** It is not about a page: those are told by their name alone. */
  isStrong: boolean
  details: string[]
  /** What a long line may not cut. */
  figure: string | undefined
}

export interface SentenceFormats {
  money(amountMinor: number, currency: string): string
  since(at: number, now: number): string
  units(count: number): string
  outcome(outcome: string): string
}

/** What happened, in the fewest words that say it. Where a fact is missing a sentence does without. */
export function sentenceOf(type: string, facts: TimelineFacts, formats: SentenceFormats, now: number): Sentence {
  const message = messageOf(type, facts)
  const isPage = type === 'page.viewed' || type === 'page.left'
  return {
    lead: message === undefined ? { raw: spoken(type) } : { message, values: valuesOf(facts, formats, now) },
    isStrong: !isPage,
    details: detailsOf(type, facts, formats),
    figure:
      facts.amountMinor === undefined || facts.currency === undefined
        ? undefined
        : formats.money(facts.amountMinor, facts.currency),
  }
}

function messageOf(type: string, { evidence }: TimelineFacts): SentenceMessage | undefined {
  if (type !== 'customer.identified') return has(sentences, type) ? sentences[type] : undefined
  return evidence !== undefined && has(evidences, evidence) ? evidences[evidence] : 'recognised'
}

function has<Known extends object>(known: Known, name: PropertyKey): name is keyof Known {
  return Object.hasOwn(known, name)
}

/** `none` stands for a fact that is missing: a message then chooses other words. */
function valuesOf(facts: TimelineFacts, { since }: SentenceFormats, now: number): Record<string, string> {
  return {
    title: facts.title ?? readable(facts.path) ?? 'none',
    campaign: facts.title ?? facts.campaign ?? 'none',
    id: facts.id ?? '',
    by: facts.by ?? '',
    time: facts.startsAt === undefined ? 'none' : since(facts.startsAt, now),
  }
}

function detailsOf(type: string, facts: TimelineFacts, { units, outcome }: SentenceFormats): string[] {
  const noun = type.split('.', 1)[0]
  const all = [
    // Of these the title is the sentence itself.
    noun === 'page' || noun === 'mail' || noun === 'campaign' || noun === 'cart' ? undefined : facts.title,
    facts.units === undefined ? undefined : units(facts.units),
    facts.outcome === undefined ? undefined : outcome(facts.outcome),
    noun === 'cart' ? undefined : facts.store,
    facts.reason,
    facts.note,
  ]
  return all.filter((each) => each !== undefined).filter((each) => each !== '')
}

/** `callback.requested` is Callback requested, `Product_Viewed` is Product viewed. */
export function spoken(type: string): string {
  const words = type
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .split(/[._:/\s-]+/)
    .filter((word) => word !== '')
    .join(' ')
    .toLowerCase()
  return words === '' ? type : `${words[0]?.toUpperCase() ?? ''}${words.slice(1)}`
}

/** A path as it would be read aloud, without what makes it an address. */
export function readable(path: string | undefined): string | undefined {
  if (path === undefined) return undefined
  try {
    return decodeURI(path)
  } catch {
    return path
  }
}
