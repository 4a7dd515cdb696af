import { isCoreEventType } from '#contract/event.ts'
import type { MappedItem } from '../webhook-events.ts'

/*
 * A tracking key stands in every page that is tracked, so anybody can send under it. What moves money, stock or other
 * people's work is believed from such a source only after somebody who manages it has said so.
 */
export interface TrackingConfig {
  /** Whether the key may send core types beyond what visitors do, such as `order.placed`. */
  allowsBusinessEvents: boolean
  /** What amounts are in that name no currency; without it such an amount is kept as sent and counts nowhere. */
  currency?: string | undefined
}

const trackingTypes: ReadonlySet<string> = new Set(['page.viewed', 'customer.identified'])

/**
 * @param pointer of the item in the body.
 * @returns the item, or why this source may not send it: that is kept, and can be replayed once the setting is changed.
 */
export function permit(item: MappedItem, { allowsBusinessEvents }: TrackingConfig, pointer: string): MappedItem {
  if (!item.ok || allowsBusinessEvents) return item
  const { id, type } = item.event
  if (!isCoreEventType(type) || trackingTypes.has(type)) return item
  const detail = `${type} may not be sent with a public tracking key; allow business events in this source's settings (allowsBusinessEvents), then replay it`
  return { ok: false, isNotAllowed: true, result: { id, outcome: 'invalid', errors: [{ pointer, detail }] } }
}
