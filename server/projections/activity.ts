import type { StoredEvent } from '#contract/event.ts'

/** When a source was heard; times are epoch ms. */
export interface ActivityChange {
  source: string
  firstReceivedAt: number
  lastReceivedAt: number
  lastPosition: bigint
}

/** One change per source of the batch. Synthetic events are no sign of life. */
export function foldActivity(events: readonly StoredEvent[]): ActivityChange[] {
  const changes = new Map<string, ActivityChange>()
  for (const { source, receivedAt, position, synthetic } of events) {
    if (synthetic) continue
    const change = changes.get(source)
    if (change) {
      change.firstReceivedAt = Math.min(change.firstReceivedAt, receivedAt)
      change.lastReceivedAt = Math.max(change.lastReceivedAt, receivedAt)
      change.lastPosition = position > change.lastPosition ? position : change.lastPosition
    } else {
      changes.set(source, { source, firstReceivedAt: receivedAt, lastReceivedAt: receivedAt, lastPosition: position })
    }
  }
  return [...changes.values()]
}
