import type { PublicFacts } from '#contract/views/wall.ts'

const messages = {
  'page.viewed': 'pageViewed',
  'customer.created': 'customerCreated',
  'customer.updated': 'customerUpdated',
  'customer.identified': 'customerIdentified',
  'order.placed': 'orderPlaced',
  'order.cancelled': 'orderCancelled',
  'order.refunded': 'orderRefunded',
  'stock.changed': 'stockChanged',
  'product.updated': 'productUpdated',
  'store.updated': 'storeUpdated',
  'campaign.joined': 'campaignJoined',
  'campaign.left': 'campaignLeft',
  'meeting.scheduled': 'meetingScheduled',
  'meeting.cancelled': 'meetingCancelled',
  'ticket.opened': 'ticketOpened',
  'ticket.closed': 'ticketClosed',
  'wall.tried': 'wallTried',
} as const

export type EventMessage = (typeof messages)[keyof typeof messages]

function isSpoken(type: string): type is keyof typeof messages {
  return Object.hasOwn(messages, type)
}

/** Types whose icon says enough once there is a title. */
const saidByTitle: ReadonlySet<string> = new Set(['page.viewed', 'stock.changed', 'product.updated'])

/** What a line about an event is made of. A type without words of its own is shown as it is. */
export interface EventWords {
  lead: { message: EventMessage } | { raw: string } | null
  details: string[]
}

export interface FactFormats {
  money(amountMinor: number, currency: string): string
  integer(value: number): string
}

export function eventWords(type: string, facts: PublicFacts, formats: FactFormats): EventWords {
  const title = facts.title ?? facts.sku
  const details = [title, placeOf(facts, formats), amountOf(facts, formats)].filter((detail) => detail !== undefined)
  if (!isSpoken(type)) return { lead: { raw: type }, details }
  const lead = title !== undefined && saidByTitle.has(type) ? null : { message: messages[type] }
  return { lead, details }
}

/** `Rouen 12 → 11`: where, and what it was and is. */
function placeOf({ store, before, after }: PublicFacts, { integer }: FactFormats): string | undefined {
  const now = after === undefined ? undefined : integer(after)
  const change = before === undefined || now === undefined ? now : `${integer(before)} → ${now}`
  const words = [store, change].filter((word) => word !== undefined)
  return words.length === 0 ? undefined : words.join(' ')
}

function amountOf({ amountMinor, currency }: PublicFacts, { money }: FactFormats): string | undefined {
  return amountMinor === undefined || currency === undefined ? undefined : money(amountMinor, currency)
}
