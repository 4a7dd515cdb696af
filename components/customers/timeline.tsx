'use client'

import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import type { TimelineKind } from '#contract/timeline.ts'
import { timelineKindSchema } from '#contract/timeline.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { Segment } from '#components/shell/segment.tsx'
import { OlderEntries } from './older-entries.tsx'
import { TimelineLine } from './timeline-line.tsx'
import { TimelineVisit } from './timeline-visit.tsx'
import type { TimelineState } from './use-timeline.ts'
import type { TimelineItem } from './visits.ts'
import { groupDays } from './visits.ts'

interface TimelineProps {
  timeline: TimelineState
  items: readonly TimelineItem[]
  kind: TimelineKind | null
  onKind: (kind: TimelineKind | null) => void
  now: number
  grey: boolean
}

const dayMs = 86_400_000

/** Every channel on one line of time, newest first, by day and visit. */
export function Timeline({ timeline, items, kind, onKind, now, grey }: TimelineProps) {
  const t = useTranslations('customers.timeline')
  const formats = useFormats()
  const days = useMemo(() => groupDays(items, formats.date), [items, formats])
  const options = [null, ...timelineKindSchema.options].map((value) => ({
    value: value ?? 'all',
    label: value === null ? t('all') : t(`kinds.${value}`),
  }))
  const nameOf = (at: number): string | null => {
    if (formats.date(at) === formats.date(now)) return t('today')
    return formats.date(at) === formats.date(now - dayMs) ? t('yesterday') : null
  }
  return (
    <section aria-labelledby="timeline" className={grey ? 'text-stale' : ''}>
      <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
        <h3 id="timeline" className="font-strong">
          {t('title')}
        </h3>
        <div className="max-w-full overflow-x-auto">
          <Segment
            label={t('filter')}
            value={kind ?? 'all'}
            options={options}
            onChange={(value) => {
              onKind(timelineKindSchema.safeParse(value).data ?? null)
            }}
          />
        </div>
      </div>
      {days.map((day) => (
        <section key={formats.date(day.at)} aria-label={formats.day(day.at, now)} className="[content-visibility:auto]">
          <h4 className="flex items-baseline gap-2 pt-4 pb-2">
            {nameOf(day.at) !== null && <span className="font-strong">{nameOf(day.at)}</span>}
            <span className={nameOf(day.at) === null ? 'font-strong' : 'text-ink-muted'}>
              {formats.day(day.at, now)}
            </span>
          </h4>
          <ol>
            {day.items.map((item) =>
              item.item === 'visit' ? (
                <TimelineVisit key={item.key} visit={item} now={now} grey={grey} />
              ) : (
                <TimelineLine key={item.key} entry={item.entry} now={now} />
              ),
            )}
          </ol>
        </section>
      ))}
      <OlderEntries timeline={timeline} isEmpty={items.length === 0} isNarrowed={kind !== null} />
    </section>
  )
}
