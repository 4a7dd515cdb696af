import type { PublicFacts } from '#contract/views/wall.ts'
import type { StoredEvent } from '#contract/event.ts'

/** How many of the newest events are kept for screens: a ring, an event's slot is its position modulo this. */
export const latestSlots = 32

export interface LatestChange {
  slot: number
  position: bigint
  source: string
  type: string
  occurredAt: number
  receivedAt: number
  facts: PublicFacts
}

/**
 * The newest event of a batch for each slot, which is not the same as its newest events: where events do not count, a
 * slot goes without a new one and keeps an older.
 */
export function foldLatest(events: readonly StoredEvent[]): LatestChange[] {
  const bySlot = new Map<number, StoredEvent>()
  for (let index = events.length - 1; index >= 0 && bySlot.size < latestSlots; index--) {
    const event = events[index]
    if (!event || event.synthetic) continue
    const slot = Number(event.position % BigInt(latestSlots))
    if (!bySlot.has(slot)) bySlot.set(slot, event)
  }
  return [...bySlot].map(([slot, event]) => ({
    slot,
    position: event.position,
    source: event.source,
    type: event.type,
    occurredAt: event.occurredAt,
    receivedAt: event.receivedAt,
    facts: publicFactsOf(event),
  }))
}

/**
 * What may be shown of an event to everybody who passes a wall. A list of what is taken, never of what is left out:
 * an unknown member is not shown.
 */
export function publicFactsOf({ type, data }: Pick<StoredEvent, 'type' | 'data'>): PublicFacts {
  if (typeof data !== 'object' || data === null) return {}
  const member = new Map(Object.entries(data))
  const text = (name: string) => shortText(member.get(name))
  const number = (name: string) => finiteNumber(member.get(name))
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- types are open: all others have no such facts
  switch (type) {
    case 'page.viewed':
      return defined({ title: text('title') })
    case 'source.silent':
    case 'source.heard':
      return defined({ title: text('name') })
    case 'order.placed':
    case 'order.updated':
    case 'order.cancelled':
    case 'order.refunded':
      return defined({
        amountMinor: wholeNumber(member.get('totalMinor')),
        currency: text('currency'),
        store: text('store'),
      })
    case 'stock.changed':
      return defined({
        title: text('title'),
        sku: text('sku'),
        store: text('store'),
        before: number('before'),
        after: number('onHand'),
      })
    default:
      return {}
  }
}

function shortText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, 80).toWellFormed() : undefined
}

function finiteNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

function wholeNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined
}

function defined(facts: { [Name in keyof PublicFacts]: PublicFacts[Name] | undefined }): PublicFacts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined))
}
