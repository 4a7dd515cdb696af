'use client'

import { useTranslations } from 'next-intl'
import { delayOf } from '#components/format/duration.ts'
import { useDuration } from '#components/format/use-duration.ts'
import type { Journey } from './journey.ts'
import { patchStages } from './journey.ts'
import { JourneyBars } from './journey-bars.tsx'

/** The way of the event that is waited for: empty tracks until it has come. */
export function FirstJourney({ journey }: { journey: Journey | null }) {
  const t = useTranslations('firstRun')
  const duration = useDuration()
  return (
    <>
      <div className="flex min-h-5 items-center justify-between">
        <h3 className="text-12 text-ink-muted">{t('journey')}</h3>
        <span className={journey === null ? 'text-12 text-ink-muted' : 'font-number'}>
          {journey === null ? t('waiting') : duration(delayOf(journey.totalMs))}
        </span>
      </div>
      <JourneyBars journey={journey} ahead={patchStages} />
    </>
  )
}
