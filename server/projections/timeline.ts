import type { StoredEvent } from '#contract/event.ts'
import type { Projection } from './projection.ts'
import { foldTimeline, keyEvents } from './timeline/fold-timeline.ts'
import { loadTimeline } from './timeline/load-timeline.ts'
import { saveTimeline } from './timeline/save-timeline.ts'

/**
 * What customers have done: their entries of time, their orders and tickets, how interested they are, and the page they
 * were seen on. Everything is kept under the key that an event names, never under a customer: a merge of customers moves no
 * row, and its undo parts them again exactly.
 *
 * @param keysOf ids of the strongest key of each person that an event names.
 */
export function timelineProjection(keysOf: (event: StoredEvent) => readonly string[]): Projection {
  return {
    name: 'timeline',
    consumes: 'all',
    readsByIndex: true,
    async apply(events, tx) {
      const keyed = keyEvents(events, keysOf)
      if (keyed.length === 0) return []
      const state = await loadTimeline(tx, keyed)
      const changes = foldTimeline(state, keyed)
      await saveTimeline(tx, state, changes)
      return [...new Set(changes.entries.map(({ key }) => `customer:${key}`))]
    },
    async reset(tx) {
      await tx.query('truncate timeline_entries, key_activity, customer_orders, customer_tickets')
    },
  }
}
