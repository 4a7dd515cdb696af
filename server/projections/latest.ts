import { publicFactsOf } from '#contract/public-facts.ts'
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
