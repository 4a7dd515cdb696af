import type { StoredEvent, WireEvent } from '#contract/event.ts'

export function toWireEvent(event: StoredEvent): WireEvent {
  return {
    ...event,
    position: event.position.toString(),
    occurredAt: new Date(event.occurredAt).toISOString(),
    receivedAt: new Date(event.receivedAt).toISOString(),
  }
}
