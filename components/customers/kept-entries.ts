import type { TimelineEntry, TimelineKind, TimelinePage } from '#contract/timeline.ts'
import { timelineCursor, timelineKindOf } from '#contract/timeline.ts'
import { entriesShown } from '#contract/views/customer.ts'

/**
 * Entries that this screen has, newest first: the newest ones, which the view keeps true, and older ones that were asked for.
 * The view lets go of its oldest when new ones come; here they stay.
 */
export interface KeptEntries {
  /** Which timeline this is: of another one nothing is kept. */
  of: string
  entries: readonly TimelineEntry[]
  /** Cursor of the next older page; null = there is nothing older. */
  next: string | null
}

/** @param live all entries of the view, newest first. */
export function keptFrom(of: string, live: readonly TimelineEntry[]): KeptEntries {
  const oldest = live.at(-1)
  return { of, entries: live, next: oldest === undefined || live.length < entriesShown ? null : timelineCursor(oldest) }
}

/** @returns what was kept with what is new; the view alone where there may be a hole between the two. */
export function withLive(kept: KeptEntries, live: readonly TimelineEntry[]): KeptEntries {
  const oldest = live.at(-1)
  const newest = kept.entries[0]
  if (oldest === undefined || newest === undefined) return keptFrom(kept.of, live)
  const joins = live.length < entriesShown || isNewerOrSame(newest, oldest)
  return joins ? { ...kept, entries: merged(live, kept.entries) } : keptFrom(kept.of, live)
}

/**
 * @param asked the cursor that the pages were asked by. What is kept may end elsewhere by the time they come: then they would leave a
 * hole, and nothing is taken.
 */
export function withOlder(kept: KeptEntries, asked: string, pages: readonly TimelinePage[]): KeptEntries {
  const last = pages.at(-1)
  if (kept.next !== asked || last === undefined) return kept
  const entries = pages.flatMap((page) => page.entries)
  return { ...kept, entries: merged(kept.entries, entries), next: last.next }
}

export function ofKind(entries: readonly TimelineEntry[], kind: TimelineKind | null): readonly TimelineEntry[] {
  return kind === null ? entries : entries.filter(({ type }) => timelineKindOf(type) === kind)
}

export function newestFirst(entries: readonly TimelineEntry[]): TimelineEntry[] {
  return entries.toSorted((a, b) => (isNewerOrSame(a, b) ? -1 : 1))
}

function merged(some: readonly TimelineEntry[], others: readonly TimelineEntry[]): TimelineEntry[] {
  const byPosition = new Map([...others, ...some].map((entry) => [entry.position, entry]))
  return newestFirst([...byPosition.values()])
}

/** Positions are decimal strings without leading zeros: the longer one is the greater one. */
function isNewerOrSame(a: TimelineEntry, b: TimelineEntry): boolean {
  if (a.at !== b.at) return a.at > b.at
  const [one, other] = [a.position, b.position]
  return one.length === other.length ? one >= other : one.length > other.length
}
