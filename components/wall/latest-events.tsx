'use client'

import { useTranslations } from 'next-intl'
import { memo, useState } from 'react'
import type { ViewSnapshot } from '#contract/view.ts'
import type { WallEventRow } from '#contract/views/wall.ts'
import { useView } from '#components/live/use-view.ts'
import { EventLine } from './event-line.tsx'
import { rowsOfKind } from './rows-of-kind.ts'

const shownEvents = 14
const calmMs = 400

/** Positions are decimal strings without leading zeros: the longer one is the greater one. */
function isAfter(a: string, b: string): boolean {
  return a.length === b.length ? a > b : a.length > b.length
}

function newestFirst(events: WallEventRow[]): WallEventRow[] {
  return events.toSorted((a, b) => (isAfter(a.position, b.position) ? -1 : 1))
}

/** Whether it came alone: a line in a stream of lines comes without motion. */
function isCalm(event: WallEventRow, before: WallEventRow | undefined): boolean {
  return before === undefined || event.receivedAt - before.receivedAt > calmMs
}

interface LatestEventsProps {
  grey: boolean
  initial: ViewSnapshot | undefined
}

/** The newest events, ticking by; each with how old it already was when the door took it. */
export const LatestEvents = memo(function LatestEvents({ grey, initial }: LatestEventsProps) {
  const t = useTranslations('wall.latest')
  const { rows } = useView('wall', initial)
  const events = newestFirst(rowsOfKind(rows, 'event'))
  const [seen] = useState(events[0]?.position ?? '0')
  return (
    <section aria-labelledby="latest-events" className="min-h-0 flex-1 overflow-hidden px-4 pt-4 pb-4 tablet:px-6">
      <div className="mb-2 flex min-h-5 items-center justify-between gap-2">
        <h2 id="latest-events" className="font-strong">
          {t('title')}
        </h2>
        <span className="text-12 text-ink-muted">{t('ageOnArrival')}</span>
      </div>
      {events.length === 0 ? (
        <p className="text-ink-muted">{t('none')}</p>
      ) : (
        <ol>
          {events.slice(0, shownEvents).map((event, index) => (
            <EventLine
              key={event.position}
              event={event}
              grey={grey}
              arrived={isAfter(event.position, seen) && isCalm(event, events[index + 1])}
            />
          ))}
        </ol>
      )}
    </section>
  )
})
