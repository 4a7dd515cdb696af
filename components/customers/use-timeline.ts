'use client'

import { useMemo, useState } from 'react'
import type { TimelineEntry, TimelineKind, TimelinePage } from '#contract/timeline.ts'
import type { AskFailure } from '#components/events/ask.ts'
import { ask } from '#components/events/ask.ts'
import type { KeptEntries } from './kept-entries.ts'
import { keptFrom, ofKind, withLive, withOlder } from './kept-entries.ts'

export interface TimelineState {
  entries: readonly TimelineEntry[]
  older: 'idle' | 'reading' | 'none' | AskFailure
  loadOlder(): void
}

interface TimelineAsked {
  customer: string
  /** All entries of the view, newest first. */
  live: readonly TimelineEntry[]
  /** What the customer is known by: with other keys it is another timeline. */
  keys: string
  kind: TimelineKind | null
}

/** One press looks through this many pages for one that is not empty. */
const maxSteps = 20

/** A customer's timeline: live at its top, and as far back as somebody has asked for. */
export function useTimeline({ customer, live, keys, kind }: TimelineAsked): TimelineState {
  const of = `${keys} ${kind ?? ''}`
  const [kept, setKept] = useState(() => keptFrom(of, live))
  const [seen, setSeen] = useState(live)
  const [reading, setReading] = useState<{ of: string; state: 'idle' | 'reading' | AskFailure }>({ of, state: 'idle' })
  const current = kept.of === of ? (seen === live ? kept : withLive(kept, live)) : keptFrom(of, live)
  if (current !== kept) setKept(current)
  if (seen !== live) setSeen(live)
  const state = reading.of === of ? reading.state : 'idle'

  const loadOlder = (): void => {
    const { next } = current
    if (state === 'reading' || next === null) return
    setReading({ of, state: 'reading' })
    void readOlder(current, { customer, kind }).then((read) => {
      if (read.ok) setKept((now) => (now.of === of ? withOlder(now, next, read.pages) : now))
      setReading({ of, state: read.ok ? 'idle' : read.failure })
    })
  }
  const entries = useMemo(() => ofKind(current.entries, kind), [current, kind])
  return { entries, older: current.next === null ? 'none' : state, loadOlder }
}

type Read = { ok: true; pages: TimelinePage[] } | { ok: false; failure: AskFailure }

async function readOlder(
  { next }: KeptEntries,
  { customer, kind }: Pick<TimelineAsked, 'customer' | 'kind'>,
): Promise<Read> {
  const pages: TimelinePage[] = []
  for (let before = next; before !== null && pages.length < maxSteps;) {
    const query = new URLSearchParams({ before, ...(kind !== null && { kind }) })
    const page = await ask<TimelinePage>({ path: `/v1/customers/${customer}/timeline?${query.toString()}` })
    if (!page.ok) return pages.length === 0 ? page : { ok: true, pages }
    pages.push(page.value)
    if (page.value.entries.length > 0) break
    before = page.value.next
  }
  return { ok: true, pages }
}
