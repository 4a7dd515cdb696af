'use client'

import { useTranslations } from 'next-intl'
import type { EventRow as Row } from '#contract/views/events.ts'
import { useServerNow } from '#components/live/use-connection.ts'
import { EventRow } from './event-row.tsx'
import { lineGrid } from './line-grid.ts'
import { useLineWords } from './use-line-words.ts'

interface EventListProps {
  lines: readonly Row[]
  open: string | null
  current: string | null
  grey: boolean
  onOpen: (position: string) => void
}

/** The log's lines, newest first; one of them is reached by Tab, the others by the arrows. */
export function EventList({ lines, open, current, grey, onOpen }: EventListProps) {
  const t = useTranslations('eventLog')
  const words = useLineWords()
  const now = useServerNow(60_000) ?? 0
  const isNarrow = open !== null
  return (
    <>
      <div
        aria-hidden="true"
        className={`${lineGrid(isNarrow)} sticky top-23 z-2 hidden h-7 items-center border-b border-line bg-surface px-6 text-12 text-ink-faint tablet:grid`}
      >
        <span>{t('time')}</span>
        <span>{t('source')}</span>
        <span>{t('type')}</span>
        <span>{t('subject')}</span>
        <span className={isNarrow ? 'hidden' : 'hidden wide:block'}>{t('says')}</span>
        <span className="text-right">{t('delay')}</span>
      </div>
      <ol aria-label={t('list')}>
        {lines.map((event) => (
          <EventRow
            key={event.position}
            event={event}
            words={words}
            isOpen={event.position === open}
            isCurrent={event.position === current}
            isNarrow={isNarrow}
            grey={grey}
            now={now}
            onOpen={onOpen}
          />
        ))}
      </ol>
    </>
  )
}
