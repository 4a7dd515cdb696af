import type { PublicFacts } from '#contract/views/wall.ts'

const messages = {
  'page.viewed': 'pageViewed',
  'customer.created': 'customerCreated',
  'customer.updated': 'customerUpdated',
  'customer.identified': 'customerIdentified',
  'customer.merged': 'customerMerged',
  'customer.separated': 'customerSeparated',
  'customer.erased': 'customerErased',
  'order.placed': 'orderPlaced',
  'order.updated': 'orderUpdated',
  'order.cancelled': 'orderCancelled',
  'order.refunded': 'orderRefunded',
  'stock.changed': 'stockChanged',
  'product.updated': 'productUpdated',
  'store.updated': 'storeUpdated',
  'delivery.expected': 'deliveryExpected',
  'delivery.cancelled': 'deliveryCancelled',
  'alert.acknowledged': 'alertAcknowledged',
  'alert.assigned': 'alertAssigned',
  'alert.snoozed': 'alertSnoozed',
  'alert.commented': 'alertCommented',
  'alert.reopened': 'alertReopened',
  'stock-rule.set': 'stockRuleSet',
  'stock-rule.removed': 'stockRuleRemoved',
  'transfer.proposed': 'transferProposed',
  'transfer.accepted': 'transferAccepted',
  'transfer.changed': 'transferChanged',
  'transfer.rejected': 'transferRejected',
  'transfer.expired': 'transferExpired',
  'transfer.settled': 'transferSettled',
  'campaign.joined': 'campaignJoined',
  'campaign.left': 'campaignLeft',
  'meeting.scheduled': 'meetingScheduled',
  'meeting.cancelled': 'meetingCancelled',
  'ticket.opened': 'ticketOpened',
  'ticket.closed': 'ticketClosed',
  'cart.updated': 'cartUpdated',
  'mail.opened': 'mailOpened',
  'mail.clicked': 'mailClicked',
  'visits.counted': 'visitsCounted',
  'source.silent': 'sourceSilent',
  'source.heard': 'sourceHeard',
  'source.canary': 'sourceCanary',
  'wall.tried': 'wallTried',
} as const

export type EventMessage = (typeof messages)[keyof typeof messages]

function isSpoken(type: string): type is keyof typeof messages {
  return Object.hasOwn(messages, type)
}

/** @returns the key of its words; undefined for a type that has none. */
export function eventMessageOf(type: string): EventMessage | undefined {
  return isSpoken(type) ? messages[type] : undefined
}

/** Types whose icon says enough once there is a title. */
const saidByTitle: ReadonlySet<string> = new Set(['page.viewed', 'stock.changed', 'product.updated'])

/** What a line about an event is made of. A type without words of its own is shown as it is. */
export interface EventWords {
  lead: { message: EventMessage } | { raw: string }
  /** The icon and the details say as much; only who cannot see the icon needs it. */
  leadIsSeen: boolean
  details: string[]
  /** What a long line may not cut: a number is whole or absent. */
  figure: string | undefined
}

export interface FactFormats {
  money(amountMinor: number, currency: string): string
  integer(value: number): string
}

export function eventWords(type: string, facts: PublicFacts, formats: FactFormats): EventWords {
  const title = facts.title ?? facts.sku
  const details = [title, facts.store].filter((detail) => detail !== undefined)
  const figure = changeOf(facts, formats) ?? amountOf(facts, formats) ?? quantityOf(facts, formats)
  const lead = isSpoken(type) ? { message: messages[type] } : { raw: type }
  return { lead, leadIsSeen: title === undefined || !saidByTitle.has(type), details, figure }
}

/** `12 → 11`: what it was and is. */
function changeOf({ before, after }: PublicFacts, { integer }: FactFormats): string | undefined {
  if (after === undefined) return undefined
  return before === undefined ? integer(after) : `${integer(before)} → ${integer(after)}`
}

/** `+24`: what is to come. */
function quantityOf({ quantity }: PublicFacts, { integer }: FactFormats): string | undefined {
  return quantity === undefined ? undefined : `+${integer(quantity)}`
}

function amountOf({ amountMinor, currency }: PublicFacts, { money }: FactFormats): string | undefined {
  return amountMinor === undefined || currency === undefined ? undefined : money(amountMinor, currency)
}
