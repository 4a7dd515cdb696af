import type { NewEvent } from '#contract/event.ts'
import { believe } from './webhook-events.ts'

/**
 * A sign of life of a source that counts nowhere.
 *
 * @param canary the id is unique within the source; epoch ms.
 */
export function canaryEvent(
  { id, sentAt }: { id: string; sentAt: number },
  { source, receivedAt }: Pick<NewEvent, 'source' | 'receivedAt'>,
): NewEvent {
  return {
    id: `canary:${id}`,
    source,
    type: 'source.canary',
    subject: `source/${source}`,
    ...believe(sentAt, receivedAt),
    receivedAt,
    data: { canary: id, sentAt: new Date(sentAt).toISOString() },
    backfill: false,
    synthetic: true,
  }
}
