import { eventCatalogue, isCoreEventType } from '#contract/event.ts'
import { toPointer } from '../../runtime/pointer.ts'
import type { MappedItem } from '../webhook-events.ts'

/**
 * A tracked event of a core type is held to the catalogue, as one from any other door.
 *
 * @param pointer of the members in the body.
 */
export function catalogued(item: MappedItem, pointer: string): MappedItem {
  if (!item.ok || !isCoreEventType(item.event.type)) return item
  const parsed = eventCatalogue[item.event.type].safeParse(item.event.data)
  if (parsed.success) return item
  const errors = parsed.error.issues
    .slice(0, 10)
    .map(({ path, message }) => ({ pointer: toPointer(path, pointer), detail: message }))
  return { ok: false, result: { id: item.event.id, outcome: 'invalid', errors } }
}
