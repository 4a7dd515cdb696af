'use client'

import { useTranslations } from 'next-intl'
import type { ViewSnapshot } from '#contract/view.ts'
import type { WallTotalRow } from '#contract/views/wall.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { RollingNumber } from '#components/ui/rolling-number.tsx'
import { DoorToScreen } from './door-to-screen-fact.tsx'
import { Fact } from './fact.tsx'
import { Rate } from './rate.tsx'
import { useAppliedAt } from './use-applied-at.ts'
import type { ViewAge } from './use-view-age.ts'

interface FactsProps {
  total: WallTotalRow
  viewAge: ViewAge
  initial: ViewSnapshot | undefined
}

export function Facts({ total, viewAge, initial }: FactsProps) {
  const t = useTranslations('wall')
  const formats = useFormats()
  const appliedAt = useAppliedAt()
  const { grey } = viewAge
  return (
    <div className="mt-5 grid grid-cols-2 gap-x-6 gap-y-3 tablet:grid-cols-[repeat(4,auto)] tablet:justify-start desk:gap-x-14">
      <Fact label={t('stored')} grey={grey}>
        <RollingNumber text={formats.integer(total.storedToday)} at={appliedAt} />
      </Fact>
      <Fact label={t('inFlight')} grey={grey}>
        {formats.integer(total.inFlight)}
      </Fact>
      <Fact label={t('perSecond')} grey={grey}>
        <Rate viewAge={viewAge} initial={initial} />
      </Fact>
      <DoorToScreen viewAge={viewAge} />
    </div>
  )
}
