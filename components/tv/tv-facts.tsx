'use client'

import { useTranslations } from 'next-intl'
import type { ViewSnapshot } from '#contract/view.ts'
import type { WallTotalRow } from '#contract/views/wall.ts'
import { delayOf } from '#components/format/duration.ts'
import { useDuration } from '#components/format/use-duration.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { Rate } from '#components/wall/rate.tsx'
import { useDoorToScreen } from '#components/wall/use-door-to-screen.ts'
import type { ViewAge } from '#components/wall/use-view-age.ts'
import { TvFact } from './tv-fact.tsx'

interface TvFactsProps {
  total: WallTotalRow
  viewAge: ViewAge
  initial: ViewSnapshot | undefined
}

/** `42 ms`, its unit smaller. */
function Measured({ text }: { text: string }) {
  const [, number = text, unit = ''] = /^(.*)\s(\S+)$/.exec(text) ?? []
  return (
    <>
      {number} <small className="text-[2.75rem] font-[440] tracking-[-0.01em] text-ink-muted">{unit}</small>
    </>
  )
}

export function TvFacts({ total, viewAge, initial }: TvFactsProps) {
  const t = useTranslations('tv')
  const formats = useFormats()
  const duration = useDuration()
  const measured = useDoorToScreen(viewAge.now)
  return (
    <div className="grid grid-cols-[repeat(3,auto)] justify-start gap-22 self-center pt-5">
      <TvFact label={t('inFlight')} grey={viewAge.grey}>
        {formats.integer(total.inFlight)}
      </TvFact>
      <TvFact label={t('perSecond')} grey={viewAge.grey}>
        <Rate viewAge={viewAge} initial={initial} />
      </TvFact>
      <TvFact label={t('doorToScreen')} grey={viewAge.grey}>
        {measured === null ? '–' : <Measured text={duration(delayOf(measured.medianMs))} />}
      </TvFact>
    </div>
  )
}
