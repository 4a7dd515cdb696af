import type { Pool } from 'pg'
import type { EventFilter } from '#contract/event-filter.ts'
import { eventsTopic } from '#contract/event-filter.ts'
import { publicFactsOf } from '#contract/public-facts.ts'
import type { EventRow } from '#contract/views/events.ts'
import { eventFilterSchema, eventsShown } from '#contract/views/events.ts'
import type { LogFilter } from '../log/filter.ts'
import type { LogMoment, NewestEvent } from '../log/newest.ts'
import { readNewest } from '../log/newest.ts'
import { isFoundBy, maskEventRow, searchOfMasked } from './mask-event.ts'
import type { View, ViewReading } from './view.ts'

/** Topics whose last reading is remembered, of each sight. */
const remembered = 100
/** Of a search that finds more than it shows: so many are looked at. */
const lookedAt = 1000

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
  return {
    name: 'events',
    permission: 'view:events',
    hasParameter: true,
    freshnessTargetSeconds: 1,
    mode: 'push',
    reads: ['counters'],
    read: newestOf(pool, { search: (filter) => ({ filter, limit: eventsShown }), show: (rows) => rows }),
    readMasked: newestOf(pool, {
      search: (filter) => ({
        filter: searchOfMasked(filter),
        limit: filter.subject === undefined ? eventsShown : lookedAt,
      }),
      show: (rows, filter) => rows.map(maskEventRow).filter((row) => isFoundBy(filter, row)),
    }),
  }
}

/** How whoever reads a topic sees the log. */
interface Looking {
  /** What is searched for those who filter so, and how many of it are looked at. */
  search(filter: EventFilter): { filter: LogFilter; limit: number }
  /** Those of the rows that are shown, as they are shown. */
  show(rows: readonly EventRow[], filter: EventFilter): readonly EventRow[]
}

function newestOf(pool: Pool, looking: Looking): (topic: string) => Promise<ViewReading | null> {
  const known = new Map<string, Known>()
  return async (topic) => {
    const filter = filterOfTopic(topic)
    if (filter === null) return null
    const search = looking.search(filter)
    const before = known.get(topic) ?? null
    const { events, goesOn, ...moment } = await readNewest(pool, { ...search, since: before })
    // As many as were asked for: between them and what was known may be more.
    const isWhole = events.length < search.limit
    const rowsBefore = goesOn && isWhole && before ? before.rows : []
    const rows = [...looking.show(events.map(toEventRow), filter), ...rowsBefore].slice(0, eventsShown)
    const now: Known = { ...moment, rows }
    remember(known, topic, now)
    return toReading(now)
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
