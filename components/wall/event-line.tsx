'use client'

import { useTranslations } from 'next-intl'
import { memo } from 'react'
import type { WallEventRow } from '#contract/views/wall.ts'
import { delayOf } from '#components/format/duration.ts'
import { useDuration } from '#components/format/use-duration.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { EventIcon } from './event-icon.tsx'
import { eventWords } from './event-words.ts'

interface EventLineProps {
  event: WallEventRow
  grey: boolean
  /** It came while somebody was looking: it pushes the others down and flashes once. */
  arrived: boolean
}

export const EventLine = memo(function EventLine({ event, grey, arrived }: EventLineProps) {
  const t = useTranslations('events')
  const formats = useFormats()
  const duration = useDuration()
  const { lead, leadIsSeen, details, figure } = eventWords(event.type, event.facts, formats)
  const said = 'raw' in lead ? lead.raw : t(lead.message)
  const seen = (leadIsSeen ? [said, ...details] : details).join(', ')
  return (
    <li
      className={`grid h-7.25 grid-cols-[3.5rem_1rem_minmax(0,1fr)_auto] items-center gap-2 border-b border-line text-12 text-ink-muted last:border-b-0 ${arrived ? 'animate-arrive' : ''}`}
    >
      <time dateTime={new Date(event.receivedAt).toISOString()} className="text-ink-faint">
        {formats.second(event.receivedAt)}
      </time>
      <EventIcon type={event.type} />
      <span title={`${event.type} · ${event.source}`} className={`flex gap-1.5 ${grey ? 'text-stale' : 'text-ink'}`}>
        <span className="truncate">
          {!leadIsSeen && <span className="sr-only">{said}, </span>}
          {seen}
        </span>
        {figure !== undefined && <span className="shrink-0">{figure}</span>}
      </span>
      <span className="text-right">{duration(delayOf(Math.max(0, event.receivedAt - event.occurredAt)))}</span>
    </li>
  )
})
