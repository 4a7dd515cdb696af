'use client'

import { useTranslations } from 'next-intl'
import { memo } from 'react'
import type { EventRow as Row } from '#contract/views/events.ts'
import { delayOf } from '#components/format/duration.ts'
import type { Formats } from '#components/format/formats.ts'
import { useDuration } from '#components/format/use-duration.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { eventWords } from '#components/wall/event-words.ts'
import { lineGrid } from './line-grid.ts'
import { lineId } from './use-steps.ts'

interface EventRowProps {
  event: Row
  isOpen: boolean
  /** The one that Tab comes to. */
  isCurrent: boolean
  /** Beside an opened event there is no room for what it says. */
  isNarrow: boolean
  grey: boolean
  /** Epoch ms, to the minute: a time of another day says its day. */
  now: number
  onOpen: (position: string) => void
}

function timeOf(formats: Formats, at: number, now: number): string {
  return now === 0 || formats.day(at) === formats.day(now) ? formats.second(at) : formats.since(at, now)
}

/** `Parka, Nantes · €84.90`: what the event's facts say, without the word for its type. */
function saidOf({ type, facts }: Row, formats: Formats): string {
  const { details, figure } = eventWords(type, facts, formats)
  return [details.join(', '), figure].filter((part) => part !== undefined && part !== '').join(' · ')
}

export const EventRow = memo(function EventRow(props: EventRowProps) {
  const { event, isOpen, isCurrent, isNarrow, grey, now, onOpen } = props
  const t = useTranslations('eventLog')
  const formats = useFormats()
  const duration = useDuration()
  const lateMs = Math.max(0, event.receivedAt - event.occurredAt)
  return (
    <li className="border-b border-line">
      <button
        type="button"
        id={lineId(event.position)}
        tabIndex={isCurrent ? 0 : -1}
        aria-current={isOpen ? 'true' : undefined}
        onClick={() => {
          onOpen(event.position)
        }}
        className={`${lineGrid(isNarrow)} h-12 w-full content-center items-center px-4 text-left text-12 text-ink-muted hover:bg-fill aria-[current=true]:bg-accent-soft aria-[current=true]:shadow-[inset_2px_0_var(--accent)] tablet:h-8 tablet:px-6`}
      >
        <time dateTime={new Date(event.receivedAt).toISOString()} className="truncate text-ink-faint">
          {timeOf(formats, event.receivedAt, now)}
        </time>
        <span className="truncate max-tablet:order-3 max-tablet:col-start-2">{event.source}</span>
        <span className={`truncate font-strong ${grey ? 'text-stale' : 'text-ink'}`}>{event.type}</span>
        <span className="truncate max-tablet:order-4 max-tablet:text-right">{event.subject}</span>
        <span className={`truncate ${isNarrow ? 'hidden' : 'hidden wide:block'}`}>{saidOf(event, formats)}</span>
        <span className="flex items-center justify-end gap-1.5 whitespace-nowrap max-tablet:order-2">
          {event.backfill && <Flag>{t('backfill')}</Flag>}
          {event.clamped && <Flag>{t('clamped')}</Flag>}
          {duration(delayOf(lateMs))}
        </span>
      </button>
    </li>
  )
})

function Flag({ children }: { children: string }) {
  return <span className="rounded-1 bg-fill-strong px-1 text-11 text-ink">{children}</span>
}
