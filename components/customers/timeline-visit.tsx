'use client'

import { Globe } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { onSiteMs } from '#contract/views/customer.ts'
import { intervalOf } from '#components/format/duration.ts'
import { useDuration } from '#components/format/use-duration.ts'
import { EntryWords } from './entry-words.tsx'
import { EntryTime, lineGrid } from './timeline-line.tsx'
import { useHowItCame } from './use-how-it-came.ts'
import type { TimelineItem, VisitLine } from './visits.ts'

/** Lines of a visit before the rest is asked for; one alone is never left out. */
const shownAtFirst = 8

interface TimelineVisitProps {
  visit: Extract<TimelineItem, { item: 'visit' }>
  now: number
  grey: boolean
}

/** A visit: how it came about, how long it was, and its pages, newest first. */
export function TimelineVisit({ visit, now, grey }: TimelineVisitProps) {
  const t = useTranslations('customers.timeline')
  const duration = useDuration()
  const howItCame = useHowItCame()
  const [isWhole, setWhole] = useState(false)
  const { lines, from, to } = visit
  // While the line is lost nobody knows whether they are still there.
  const isHere = !grey && now - to <= onSiteMs
  const lasted = isHere ? now - from : to - from
  const said = lasted >= 1000 ? duration(intervalOf(lasted)) : ''
  const isLong = lines.length > shownAtFirst + 1
  const shown = isWhole || !isLong ? lines : lines.slice(0, shownAtFirst)
  const open = lines.find(({ entry }) => entry.type === 'page.viewed')?.entry.position
  return (
    <li className="pb-2">
      <div className={lineGrid}>
        <EntryTime at={from} now={now} />
        <span className="relative z-1 grid size-5 place-items-center bg-surface">
          <Globe aria-hidden="true" strokeWidth={1.6} className="size-4 text-ink-faint" />
        </span>
        <span className="min-w-0 wrap-anywhere">
          <span className="font-strong">{t('visit')}</span>
          <span className="text-ink-muted"> {howItCame(lines.at(-1)?.entry.facts)}</span>
        </span>
        <span className="text-right text-12/5 text-ink-faint">
          {[said, isHere ? t('stillHere') : ''].filter((part) => part !== '').join(', ')}
        </span>
      </div>
      <ol className="relative before:absolute before:-top-2 before:bottom-3 before:left-16.5 before:w-px before:bg-line-strong">
        {shown.map((line) => (
          <VisitLineRow
            key={line.entry.position}
            line={line}
            now={now}
            isHere={isHere && line.entry.position === open}
          />
        ))}
      </ol>
      {isLong && (
        <button
          type="button"
          aria-expanded={isWhole}
          onClick={() => {
            setWhole(!isWhole)
          }}
          className="ml-21 h-7 rounded-2 px-1 text-12 text-ink-muted hover:text-ink hover:underline max-tablet:h-11"
        >
          {isWhole ? t('fewer') : t('more', { count: lines.length - shownAtFirst })}
        </button>
      )}
    </li>
  )
}

interface VisitLineProps {
  line: VisitLine
  now: number
  /** It is the page that is open now. */
  isHere: boolean
}

function VisitLineRow({ line: { entry, durationMs }, now, isHere }: VisitLineProps) {
  const duration = useDuration()
  const lasted = isHere ? now - entry.at : durationMs
  return (
    <li className={lineGrid}>
      <EntryTime at={entry.at} now={now} />
      <span className="relative z-1 grid size-5 place-items-center">
        <span
          aria-hidden="true"
          className={`size-1.75 rounded-full border-[1.5px] ${isHere ? 'border-good bg-good' : 'border-line-strong bg-surface'}`}
        />
      </span>
      <EntryWords entry={entry} now={now} />
      <span className="text-right text-12/5 text-ink-faint">
        {lasted === null || lasted < 1000 ? '' : duration(intervalOf(lasted))}
      </span>
    </li>
  )
}
