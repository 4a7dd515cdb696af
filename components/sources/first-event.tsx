'use client'

import { Link } from '#components/ui/link.tsx'
import { useTranslations } from 'next-intl'
import { useCallback, useState } from 'react'
import type { StageTimes } from '#contract/freshness.ts'
import type { ViewSnapshot } from '#contract/view.ts'
import type { SourcesRow } from '#contract/views/sources.ts'
import { addressOf } from '#components/events/event-filter.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { FirstJourney } from '#components/journey/first-journey.tsx'
import type { ArrivalTimes } from '#components/journey/use-first-journey.ts'
import { useFirstJourney } from '#components/journey/use-first-journey.ts'
import { useLiveStore } from '#components/live/live-context.ts'
import { useEventName } from '#components/wall/use-event-name.ts'

interface FirstEventProps {
  row: SourcesRow
  initial: ViewSnapshot
  /** The numbers may no longer be true. */
  grey: boolean
  /** It came through no door, and its way is another. */
  isCaptured: boolean
}

/** Waits for a source's first event, and shows it with its way the moment it arrives; afterwards the newest one. */
export function FirstEvent({ row, initial, grey, isCaptured }: FirstEventProps) {
  const t = useTranslations('sources.first')
  const [isAwaited] = useState(() => initial.rows[`source:${row.source}`]?.newest == null)
  const journey = useFirstJourney('sources', useArrival(row.source, isAwaited))
  const { newest } = row
  return (
    <section aria-labelledby="first-event" className="border-t border-line py-5">
      <div role="status">
        <h3 id="first-event" className="font-strong">
          {newest === null ? t('wait') : isAwaited ? t('arrived') : t('newest')}
        </h3>
        {newest === null ? (
          <p className="mt-1 text-ink-muted">{row.enabled ? t('waitWhy') : t('pausedWhy')}</p>
        ) : (
          <Newest row={row} newest={newest} grey={grey} />
        )}
      </div>
      {isAwaited && !isCaptured && (
        <div className="mt-4 max-w-120">
          <FirstJourney journey={journey} />
        </div>
      )}
    </section>
  )
}

function Newest({ row, newest, grey }: { row: SourcesRow; newest: NonNullable<SourcesRow['newest']>; grey: boolean }) {
  const t = useTranslations('sources.first')
  const formats = useFormats()
  const nameOf = useEventName()
  return (
    <div data-grey={grey} className={`mt-1 flex flex-wrap items-baseline gap-x-3 ${grey ? 'text-stale' : ''}`}>
      {newest.type !== null && <span className="font-strong">{nameOf(newest.type)}</span>}
      {newest.type !== null && nameOf(newest.type) !== newest.type && (
        <code className="font-mono text-12">{newest.type}</code>
      )}
      <span>{formats.second(newest.receivedAt)}</span>
      <span>{t('position', { position: formats.integer(Number(newest.position)) })}</span>
      <span>
        {formats.integer(row.today)} {t('today')}
      </span>
      <Link href={addressOf({ source: row.source }, newest.position)} className="text-accent hover:underline">
        {t('open')}
      </Link>
    </div>
  )
}

/**
 * The times of the source's first event, while one is awaited. A patch tells the stages of its newest event only: where
 * that is another source's, the stages of ours were not measured.
 */
function useArrival(source: string, isAwaited: boolean): (asOf: StageTimes) => ArrivalTimes | null {
  const store = useLiveStore()
  return useCallback(
    (asOf: StageTimes) => {
      const row = isAwaited ? store.view('sources')?.rows.get(`source:${source}`) : undefined
      const newest = newestOf(row)
      if (newest === null) return null
      if (newest.receivedAt === asOf.receivedAt) return asOf
      return { occurredAt: newest.receivedAt, receivedAt: newest.receivedAt, storedAt: null, projectedAt: null }
    },
    [store, source, isAwaited],
  )
}

function newestOf(row: unknown): { receivedAt: number } | null {
  if (typeof row !== 'object' || row === null || !('newest' in row)) return null
  const { newest } = row
  if (typeof newest !== 'object' || newest === null || !('receivedAt' in newest)) return null
  return typeof newest.receivedAt === 'number' ? { receivedAt: newest.receivedAt } : null
}
