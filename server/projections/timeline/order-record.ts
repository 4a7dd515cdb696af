import type { StoredEvent } from '#contract/event.ts'
import type { TimelineFacts } from '#contract/timeline.ts'
import { idOf, member } from '../../ingest/sent-value.ts'

/** What is known of an order, whichever of its events came first. Times are epoch ms. */
export interface OrderRecord {
  kind: 'order'
  source: string
  id: string
  /** Key of whoever ordered: the first that was said. */
  key: string | null
  placedAt: number | null
  /** Of the newest event that said what it costs. */
  statedAt: number
  statedPosition: bigint
  totalMinor: number | null
  currency: string | null
  units: number | null
  store: string | null
  channel: string | null
  cancelledAt: number | null
  refundedMinor: number
  /** Of the newest refunds in it that say which they are. */
  refundIds: readonly string[]
}

/** More than an order ever has; what is beyond is somebody's mistake, and must not make an order a table of its own. */
const mostRefundIds = 500

export function newOrder({ source, id }: Pick<OrderRecord, 'source' | 'id'>): OrderRecord {
  const unknown = { totalMinor: null, currency: null, units: null, store: null, channel: null }
  const never = { placedAt: null, cancelledAt: null, statedAt: 0, statedPosition: 0n }
  return { kind: 'order', source, id, key: null, ...unknown, ...never, refundedMinor: 0, refundIds: [] }
}

export function takeOrderEvent(order: OrderRecord, event: StoredEvent, facts: TimelineFacts): OrderRecord {
  const at = event.occurredAt
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- all others say nothing more of an order
  switch (event.type) {
    case 'order.placed':
      return stated({ ...order, placedAt: Math.min(order.placedAt ?? at, at) }, event, facts)
    case 'order.updated':
      return stated(order, event, facts)
    case 'order.cancelled':
      return { ...order, cancelledAt: Math.min(order.cancelledAt ?? at, at) }
    case 'order.refunded':
      return refunded(order, event, facts)
    default:
      return order
  }
}

/**
 * Some shops say every refund of an order again whenever it changes (WooCommerce): past the time for which the log knows an
 * event's id that is another event, and the same refund.
 */
function refunded(order: OrderRecord, { data }: StoredEvent, { amountMinor = 0 }: TimelineFacts): OrderRecord {
  const id = idOf(member(data, 'refundId'))
  if (id !== undefined && order.refundIds.includes(id)) return order
  const refundedMinor = withinSafe(order.refundedMinor + amountMinor)
  const refundIds = id === undefined ? order.refundIds : [...order.refundIds, id].slice(-mostRefundIds)
  return { ...order, refundedMinor, refundIds }
}

/** What is beyond is no amount of anything, and neither the table nor JSON has a number for it. */
function withinSafe(minor: number): number {
  return Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, minor))
}

/** What an older event says never replaces what a newer one said; it may fill what that left out. */
function stated(order: OrderRecord, { occurredAt, position }: StoredEvent, facts: TimelineFacts): OrderRecord {
  const said = {
    totalMinor: facts.amountMinor ?? null,
    currency: facts.currency ?? null,
    units: facts.units ?? null,
    store: facts.store ?? null,
    channel: facts.channel ?? null,
  }
  const known = { ...order }
  const { totalMinor, currency, units, store, channel, statedAt, statedPosition } = known
  const isNewer = occurredAt > statedAt || (occurredAt === statedAt && position > statedPosition)
  const [first, second] = isNewer ? [said, { totalMinor, currency, units, store, channel }] : [known, said]
  return {
    ...order,
    totalMinor: first.totalMinor ?? second.totalMinor,
    currency: first.currency ?? second.currency,
    units: first.units ?? second.units,
    store: first.store ?? second.store,
    channel: first.channel ?? second.channel,
    ...(isNewer && { statedAt: occurredAt, statedPosition: position }),
  }
}

/** A customer's question or trouble. */
export interface TicketRecord {
  kind: 'ticket'
  source: string
  id: string
  key: string | null
  title: string | null
  /** The last time; a ticket may be opened again. */
  openedAt: number | null
  closedAt: number | null
}

export function newTicket({ source, id }: Pick<TicketRecord, 'source' | 'id'>): TicketRecord {
  return { kind: 'ticket', source, id, key: null, title: null, openedAt: null, closedAt: null }
}

export function takeTicketEvent(ticket: TicketRecord, event: StoredEvent, facts: TimelineFacts): TicketRecord {
  const at = event.occurredAt
  const title = ticket.title ?? facts.title ?? null
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- all others say nothing more of a ticket
  switch (event.type) {
    case 'ticket.opened':
      return { ...ticket, title, openedAt: Math.max(ticket.openedAt ?? at, at) }
    case 'ticket.closed':
      return { ...ticket, title, closedAt: Math.max(ticket.closedAt ?? at, at) }
    default:
      return { ...ticket, title }
  }
}
