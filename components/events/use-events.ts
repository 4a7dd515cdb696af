'use client'

import { useDeferredValue, useMemo, useState } from 'react'
import type { Refused } from '#contract/live.ts'
import type { EventRow } from '#contract/views/events.ts'
import type { ViewSnapshot } from '#contract/view.ts'
import { useView } from '#components/live/use-view.ts'
import type { ViewPhase } from '#components/live/view-state.ts'
import type { AskFailure } from './ask.ts'
import type { Filter } from './event-filter.ts'
import { isEmptyFilter, topicOf } from './event-filter.ts'
import type { Pause } from './event-lines.ts'
import { cameSince, newestFirst, pauseAt } from './event-lines.ts'
import { readOlder } from './read-older.ts'

export interface EventsState {
  topic: string
  phase: ViewPhase
  /** Present when the phase is `refused`. */
  refusal: Refused | undefined
  lines: readonly EventRow[]
  /** Not null while paused. */
  came: { count: number; isLeast: boolean } | null
  older: 'idle' | 'reading' | 'none' | AskFailure
  /** Pauses, or goes on. */
  togglePause(): void
  /** Pauses, and reads older ones behind the last line. */
  loadOlder(): void
}

type Reading = 'idle' | 'reading' | AskFailure

/** The log through a filter: live, or as it was when it was paused. */
export function useEvents(filter: Filter, initial: ViewSnapshot | undefined): EventsState {
  const topic = topicOf(filter)
  const { phase, refusal, rows, position } = useView(topic, initial?.topic === topic ? initial : undefined)
  const newest = useMemo(() => ({ topic, lines: newestFirst(rows) }), [topic, rows])
  // Under a flood of lines a press of a key comes first, and some moments are never drawn.
  const deferred = useDeferredValue(newest)
  const liveLines = (deferred.topic === topic ? deferred : newest).lines
  const [paused, setPaused] = useState<Pause | null>(null)
  const [reading, setReading] = useState<{ topic: string; state: Reading }>({ topic, state: 'idle' })
  // Another filter is another list: what was paused is over.
  const pause = paused?.topic === topic ? paused : null
  const readingState = reading.topic === topic ? reading.state : 'idle'
  const live = { topic, position, lines: liveLines }

  const loadOlder = (): void => {
    const from = pause ?? pauseAt(live)
    setPaused(from)
    setReading({ topic, state: 'reading' })
    void readOlder(from, filter).then((read) => {
      if (read.ok) setPaused((now) => (now?.topic === topic ? read.value : now))
      setReading({ topic, state: read.ok ? 'idle' : read.failure })
    })
  }
  return {
    topic,
    phase,
    refusal,
    lines: pause?.lines ?? liveLines,
    came: pause && cameSince(pause, live, !isEmptyFilter(filter)),
    older: pause?.isWhole === true ? 'none' : readingState,
    togglePause: () => setPaused(pause ? null : pauseAt(live)),
    loadOlder,
  }
}
