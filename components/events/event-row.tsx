'use client'

import { memo } from 'react'
import type { EventRow as Row } from '#contract/views/events.ts'
import { lineGrid } from './line-grid.ts'
import type { LineWords } from './use-line-words.ts'
import { lineId } from './use-steps.ts'

interface EventRowProps {
  event: Row
  words: LineWords
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

export const EventRow = memo(function EventRow(props: EventRowProps) {
  const { event, words, isOpen, isCurrent, isNarrow, grey, now, onOpen } = props
  return (
    <li className="border-b border-line [contain-intrinsic-block-size:auto_2rem] [content-visibility:auto]">
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
        <time
          dateTime={new Date(event.receivedAt).toISOString()}
          className="text-ink-faint max-tablet:row-span-2 tablet:truncate"
        >
          {words.time(event, now)}
        </time>
        <span className="truncate max-tablet:order-3 max-tablet:col-start-2">{event.source}</span>
        <span className={`truncate font-strong ${grey ? 'text-stale' : 'text-ink'}`}>{event.type}</span>
        <span className="truncate max-tablet:order-4 max-tablet:text-right">{event.subject}</span>
        {!isNarrow && <span className="hidden truncate wide:block">{words.says(event)}</span>}
        <span className="flex items-center justify-end gap-1.5 whitespace-nowrap max-tablet:order-2">
          {event.backfill && <Flag>{words.backfill}</Flag>}
          {event.clamped && <Flag>{words.clamped}</Flag>}
          {words.delay(event)}
        </span>
      </button>
    </li>
  )
})

function Flag({ children }: { children: string }) {
  return <span className="rounded-1 bg-fill-strong px-1 text-11 text-ink">{children}</span>
}
