import type { TimelineEntry } from '#contract/timeline.ts'
import { timelineKindOf } from '#contract/timeline.ts'

/** Longer than this without a page, and the next one begins another visit. */
export const visitGapMs = 30 * 60_000

/** A page or another happening of a visit. */
export interface VisitLine {
  entry: TimelineEntry
  /** Until the next happening, or as the page itself said when it was left; null = not known. */
  durationMs: number | null
}

export type TimelineItem =
  | { item: 'visit'; key: string; from: number; to: number; lines: readonly VisitLine[]; pages: number }
  | { item: 'entry'; key: string; entry: TimelineEntry }

/**
 * Entries as somebody tells them: visits, with whatever happened meanwhile, and single happenings between them.
 *
 * @param entries newest first.
 * @returns newest first; a visit stands where it began.
 */
export function groupVisits(entries: readonly TimelineEntry[]): TimelineItem[] {
  const visits = spansOf(entries.filter(isOfVisit).toReversed())
  const found: (TimelineEntry | Span)[] = []
  let next = 0
  for (const entry of entries) {
    while ((visits[next]?.from ?? -Infinity) > entry.at) next += 1
    const visit = visits[next]
    if (visit === undefined || entry.at > visit.to) found.push(entry)
    else if (visit.entries.push(entry) === 1) found.push(visit)
  }
  return found.map((each) => ('entries' in each ? toVisit(each) : { item: 'entry', key: each.position, entry: each }))
}

interface Span {
  key: string
  from: number
  to: number
  entries: TimelineEntry[]
}

function isOfVisit({ type }: TimelineEntry): boolean {
  return timelineKindOf(type) === 'visit'
}

/** @param entries oldest first. */
function spansOf(entries: readonly TimelineEntry[]): Span[] {
  const spans: Span[] = []
  for (const { at, position } of entries) {
    const last = spans.at(-1)
    if (last !== undefined && at - last.to <= visitGapMs) last.to = at
    else spans.push({ key: `visit:${position}`, from: at, to: at, entries: [] })
  }
  return spans.toReversed()
}

function toVisit({ key, from, to, entries }: Span): TimelineItem {
  const lefts = entries.filter(({ type }) => type === 'page.left')
  const shown = entries.filter(({ type }) => type !== 'page.left')
  const lines = shown.map((entry, index) => ({ entry, durationMs: durationOf(entry, shown[index - 1], lefts) }))
  const pages = shown.filter(({ type }) => type === 'page.viewed').length
  return { item: 'visit', key, from, to, lines, pages }
}

/** @param next what happened after it in the same visit. */
function durationOf(
  entry: TimelineEntry,
  next: TimelineEntry | undefined,
  lefts: readonly TimelineEntry[],
): number | null {
  if (entry.type !== 'page.viewed') return null
  const left = lefts.findLast(
    ({ at, facts }) =>
      at >= entry.at && (next === undefined || at <= next.at + 1000) && facts.path === entry.facts.path,
  )
  return left?.facts.durationMs ?? (next === undefined ? null : next.at - entry.at)
}

export interface TimelineDay {
  /** Any moment of the day. */
  at: number
  items: readonly TimelineItem[]
}

/** @param dayOf what tells days apart in the business's time zone. */
export function groupDays(items: readonly TimelineItem[], dayOf: (at: number) => string): TimelineDay[] {
  const days: { at: number; name: string; items: TimelineItem[] }[] = []
  for (const item of items) {
    const at = item.item === 'visit' ? item.from : item.entry.at
    const last = days.at(-1)
    const name = dayOf(at)
    if (last?.name === name) last.items.push(item)
    else days.push({ at, name, items: [item] })
  }
  return days
}
