'use client'

import { useTranslations } from 'next-intl'
import { delayOf } from '#components/format/duration.ts'
import { useDuration } from '#components/format/use-duration.ts'
import { Fact } from './fact.tsx'
import { useDoorToScreen } from './use-door-to-screen.ts'
import type { ViewAge } from './use-view-age.ts'

export function DoorToScreen({ viewAge }: { viewAge: ViewAge }) {
  const t = useTranslations('wall')
  const duration = useDuration()
  const measured = useDoorToScreen(viewAge.now)
  return (
    <Fact label={t('doorToScreen')} grey={viewAge.grey}>
      {measured === null ? (
        <span className="text-12 font-text tracking-normal text-ink-muted">{t('notMeasured')}</span>
      ) : (
        <>
          {duration(delayOf(measured.medianMs))}{' '}
          <span className="block text-12 font-text tracking-normal text-ink-muted desk:inline">
            {t('medianAnd95', { p95: duration(delayOf(measured.p95Ms)) })}
          </span>
        </>
      )}
    </Fact>
  )
}
