import type { EventRow } from '#contract/views/events.ts'
import type { WireEvent } from '#contract/event.ts'
import { publicFactsOf } from '#contract/public-facts.ts'

/** Positions are decimal strings without leading zeros: the longer one is the greater one. */
export function isAfter(a: string, b: string): boolean {
  return a.length === b.length ? a > b : a.length > b.length
}

export function newestFirst(rows: ReadonlyMap<string, EventRow>): EventRow[] {
  return [...rows.values()].toSorted((a, b) => (isAfter(a.position, b.position) ? -1 : 1))
}

/** What a paused screen shows: the lines of the moment it was paused in, and older ones that were asked for. */
export interface Pause {
  topic: string
  /** The log's position at that moment. */
  position: string
  lines: readonly EventRow[]
  /** Everything from here on has been looked at. */
  next: string
  /** There is nothing older. */
  isWhole: boolean
}

interface Live {
  topic: string
  position: string | null
  lines: readonly EventRow[]
}

export function pauseAt({ topic, position, lines }: Live): Pause {
  const oldest = lines.at(-1)?.position
  return { topic, position: position ?? '0', lines, next: oldest ?? 'head', isWhole: false }
}

/** How many have come since, and whether they may be more: a filtered view only has its newest. */
export function cameSince(pause: Pause, live: Live, isFiltered: boolean): { count: number; isLeast: boolean } {
  if (live.position === null) return { count: 0, isLeast: false }
  if (!isFiltered) return { count: Number(BigInt(live.position) - BigInt(pause.position)), isLeast: false }
  const newer = live.lines.filter(({ position }) => isAfter(position, pause.position)).length
  return { count: newer, isLeast: newer > 0 && newer === live.lines.length && pause.lines.length > 0 }
}

export interface OlderPage {
  events: readonly WireEvent[]
  next: string
}

/** A page of older events joins at the end; one that moves no further was the last. */
export function withOlder(pause: Pause, { events, next }: OlderPage): Pause {
  const lines = [...pause.lines, ...events.map(toLine)]
  return { ...pause, lines, next, isWhole: next === pause.next || next === '1' || next === '0' }
}

function toLine({ data, synthetic: _, occurredAt, receivedAt, ...event }: WireEvent): EventRow {
  const facts = publicFactsOf({ type: event.type, data })
  return { ...event, occurredAt: Date.parse(occurredAt), receivedAt: Date.parse(receivedAt), facts }
}
