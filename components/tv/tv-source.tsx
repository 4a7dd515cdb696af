'use client'

import { useTranslations } from 'next-intl'
import { memo } from 'react'
import type { WallSourceRow } from '#contract/views/wall.ts'
import type { AgeState } from '#components/age-mark/age-of.ts'
import { AgeGlyph } from '#components/age-mark/age-glyph.tsx'
import { intervalOf } from '#components/format/duration.ts'
import { useDuration } from '#components/format/use-duration.ts'
import { useAgeWords } from '#components/age-mark/use-age-words.ts'
import { useSourceAge } from '#components/wall/source-age.tsx'
import type { ViewAge } from '#components/wall/use-view-age.ts'

const fine: ReadonlySet<AgeState> = new Set(['live', 'on-time'])
const colours: Partial<Record<AgeState, string>> = {
  late: 'text-warn',
  stale: 'text-stale',
  broken: 'text-bad',
  offline: 'text-stale',
  none: 'text-stale',
}

export const TvSource = memo(function TvSource({ source, viewAge }: { source: WallSourceRow; viewAge: ViewAge }) {
  const words = useAgeWords()
  const t = useTranslations('tv')
  const duration = useDuration()
  const age = useSourceAge(source, viewAge)
  // While the line is lost the mark beside the number says so once; eight repetitions would not fit.
  const quiet = fine.has(age.state) || viewAge.grey
  const late = age.state === 'late' ? t('late', { late: duration(intervalOf(age.lateMs)) }) : null
  const trouble = quiet ? null : (late ?? words(age, viewAge.now))
  return (
    <li className={`inline-flex items-center gap-3.5 ${colours[age.state] ?? ''}`}>
      <AgeGlyph age={age} />
      <span>
        {source.name} {trouble}
      </span>
    </li>
  )
})
