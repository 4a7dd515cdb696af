import type { Pool } from 'pg'
import type { EventFilter } from '#contract/event-filter.ts'
import { eventsTopic } from '#contract/event-filter.ts'
import { publicFactsOf } from '#contract/public-facts.ts'
import type { EventRow } from '#contract/views/events.ts'
import { eventFilterSchema, eventRowSchema, eventsShown } from '#contract/views/events.ts'
import type { LogMoment, NewestEvent } from '../log/newest.ts'
import { readNewest } from '../log/newest.ts'
import { isFoundBy, maskEventRow } from './mask-event.ts'
import type { View, ViewReading } from './view.ts'

/** Topics whose last reading is remembered. */
const remembered = 100

interface Known extends LogMoment {
  /** Newest first. */
  rows: readonly EventRow[]
}

/**
 * The newest events of the log, whole or through a filter. No position is left out and only an erasure changes an event,
 * therefore a reading goes on from the topic's last one and looks at nothing twice: however rare the events that a filter
 * passes, and however many the others, a reading costs what is new. After an erasure, by whichever server, and where more is
 * new than one reading looks at, it begins anew: the rows never show who was erased, and never have a gap.
 */
export function eventsView({ pool }: { pool: Pool }): View {
  const known = new Map<string, Known>()
  return {
    name: 'events',
    permission: 'view:events',
    hasParameter: true,
    freshnessTargetSeconds: 1,
    mode: 'push',
    reads: ['counters'],
    mask(row, topic) {
      const shown = maskEventRow(eventRowSchema.parse(row))
      return isFoundBy(filterOfTopic(topic) ?? {}, shown) ? shown : null
    },
    async read(topic) {
      const filter = filterOfTopic(topic)
      if (filter === null) return null
      const before = known.get(topic) ?? null
      const { events, goesOn, ...moment } = await readNewest(pool, { filter, since: before, limit: eventsShown })
      const rowsBefore = goesOn && before ? before.rows : []
      const now: Known = { ...moment, rows: [...events.map(toEventRow), ...rowsBefore].slice(0, eventsShown) }
      remember(known, topic, now)
      return toReading(now)
    },
  }
}

/** @returns null when that is no filter, or not as `eventsTopic` writes it: one filter has one topic. */
export function filterOfTopic(topic: string): EventFilter | null {
  const query = new URLSearchParams(topic.slice('events:'.length))
  const parsed = eventFilterSchema.safeParse(Object.fromEntries(query))
  return parsed.success && eventsTopic(parsed.data) === topic ? parsed.data : null
}

/** The one that was used longest ago is forgotten first. */
function remember(known: Map<string, Known>, topic: string, now: Known): void {
  known.delete(topic)
  known.set(topic, now)
  const [oldest] = known.keys()
  if (known.size > remembered && oldest !== undefined) known.delete(oldest)
}

function toReading({ head, rows }: Known): ViewReading {
  const newest = rows[0]
  return {
    position: head,
    rows: Object.fromEntries(rows.map((row) => [row.position, row])),
    newest: newest ? { occurredAt: newest.occurredAt, receivedAt: newest.receivedAt } : null,
  }
}

function toEventRow({ position, smallData, ...event }: NewestEvent): EventRow {
  const facts = publicFactsOf({ type: event.type, data: smallData })
  return { ...event, position: position.toString(), facts }
}
