'use client'

import { useTranslations } from 'next-intl'
import { useMemo, useRef } from 'react'
import type { ViewSnapshot } from '#contract/view.ts'
import { AgeMark } from '#components/age-mark/age-mark.tsx'
import { meaningOf } from '#components/live/refusal-meaning.ts'
import { Forbidden } from '#components/states/forbidden.tsx'
import { useViewAge } from '#components/wall/use-view-age.ts'
import { EventList } from './event-list.tsx'
import { EventsEmpty } from './events-empty.tsx'
import { EventsHead } from './events-head.tsx'
import { LinesSkeleton } from './events-skeleton.tsx'
import { FilterBar } from './filter-bar.tsx'
import { OlderFoot } from './older-foot.tsx'
import { OpenedEvent } from './opened-event.tsx'
import { typesToSuggest } from './types-to-suggest.ts'
import type { EventsState } from './use-events.ts'
import { useEvents } from './use-events.ts'
import type { ScreenAddress } from './use-screen-address.ts'
import { useScreenAddress } from './use-screen-address.ts'
import type { Steps } from './use-steps.ts'
import { useSteps } from './use-steps.ts'

interface EventsScreenProps {
  initial: ViewSnapshot
  /** Names of all sources. */
  sources: readonly string[]
}

/** The log live: filter, pause, open one. */
export function EventsScreen({ initial, sources }: EventsScreenProps) {
  const t = useTranslations('eventLog')
  const address = useScreenAddress()
  const { filter, open, setFilter, setOpen } = address
  const events = useEvents(filter, initial)
  const { lines, topic } = events
  const screen = useRef<HTMLDivElement>(null)
  const keys = useMemo(() => lines.map(({ position }) => position), [lines])
  const steps = useSteps({ keys, open, setOpen, screen, more: { p: events.togglePause } })
  const viewAge = useViewAge({
    topic,
    initial: initial.topic === topic ? initial : undefined,
    inFlight: 0,
    empty: false,
  })
  if (meaningOf(events.refusal) === 'forbidden') return <Forbidden level={2} />
  return (
    <div
      ref={screen}
      className={`flex flex-1 flex-col ${open === null ? '' : 'desk:grid desk:grid-cols-[minmax(0,1fr)_33rem]'}`}
    >
      <div className="flex min-w-0 flex-1 flex-col">
        <EventsHead tab="log">
          <AgeMark age={viewAge.age} now={viewAge.now} />
        </EventsHead>
        <FilterBar
          filter={filter}
          sources={sources}
          types={typesToSuggest(lines)}
          events={events}
          onFilter={setFilter}
        />
        <Lines events={events} address={address} steps={steps} grey={viewAge.grey} />
        <p className="sr-only">{t('keys')}</p>
      </div>
      {open !== null && (
        <OpenedEvent
          key={open}
          position={open}
          topic={topic}
          line={lines.find(({ position }) => position === open)}
          onFilter={setFilter}
          onClose={steps.close}
        />
      )}
    </div>
  )
}

interface LinesProps {
  events: EventsState
  address: ScreenAddress
  steps: Steps
  grey: boolean
}

function Lines({ events, address, steps, grey }: LinesProps) {
  const { filter, open, setFilter } = address
  const isNothing = events.lines.length === 0
  if (events.phase === 'loading' || (isNothing && events.phase === 'refused')) return <LinesSkeleton />
  if (isNothing) return <EventsEmpty filter={filter} events={events} onClear={() => setFilter({})} />
  return (
    <>
      <EventList lines={events.lines} open={open} current={steps.current} grey={grey} onOpen={steps.openAt} />
      <OlderFoot events={events} />
    </>
  )
}
