'use client'

import { useTranslations } from 'next-intl'
import type { WallTotalRow } from '#contract/views/wall.ts'
import { AgeMark } from '#components/age-mark/age-mark.tsx'
import { useFormats } from '#components/format/use-formats.ts'
import { FittedNumber } from '#components/ui/fitted-number.tsx'
import { useAppliedAt } from './use-applied-at.ts'
import type { ViewAge } from './use-view-age.ts'
import { viewTargetSeconds } from './use-view-age.ts'
import { ViewStages } from './view-stages.tsx'

/** The one huge number. */
export function Received({ total, viewAge }: { total: WallTotalRow; viewAge: ViewAge }) {
  const t = useTranslations('wall')
  const formats = useFormats()
  const appliedAt = useAppliedAt()
  const text = formats.integer(total.receivedToday)
  return (
    <>
      <div className="flex min-h-5 items-center justify-between gap-2 text-12">
        <h2 id="received-today" className="text-ink-muted">
          {t('receivedToday')}
        </h2>
        <AgeMark age={viewAge.age} now={viewAge.now}>
          <ViewStages topic="wall" title={t('stages.title')} targetSeconds={viewTargetSeconds} />
        </AgeMark>
      </div>
      <p
        role="group"
        aria-labelledby="received-today"
        data-grey={viewAge.grey}
        className={`@container -ml-[0.03em] mt-1.5 whitespace-nowrap font-hero ${viewAge.grey ? 'text-stale' : ''}`}
        style={viewAge.grey ? { fontWeight: 480 } : undefined}
      >
        <FittedNumber text={text} at={appliedAt} />
      </p>
    </>
  )
}
