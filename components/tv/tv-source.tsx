'use client'

import { memo } from 'react'
import type { WallSourceRow } from '#contract/views/wall.ts'
import type { AgeState } from '#components/age-mark/age-of.ts'
import { isFine } from '#components/age-mark/age-of.ts'
import { AgeGlyph } from '#components/age-mark/age-glyph.tsx'
import { useAgeWords } from '#components/age-mark/use-age-words.ts'
import { useLateWords } from '#components/age-mark/use-late-words.ts'
import { useSourceAge } from '#components/wall/source-age.tsx'
import type { ViewAge } from '#components/wall/use-view-age.ts'

const colours: Partial<Record<AgeState, string>> = {
  late: 'text-warn',
  stale: 'text-stale',
  broken: 'text-bad',
  offline: 'text-stale',
  none: 'text-stale',
}

export const TvSource = memo(function TvSource({ source, viewAge }: { source: WallSourceRow; viewAge: ViewAge }) {
  const words = useAgeWords()
  const lateWords = useLateWords()
  const age = useSourceAge(source, viewAge)
  // While the line is lost the mark beside the number says so once; eight repetitions would not fit.
  const quiet = isFine(age.state) || viewAge.grey || age.state === viewAge.age.state
  const trouble = age.state === 'late' ? lateWords(age.lateMs) : words(age, viewAge.now)
  return (
    <li className={`inline-flex items-center gap-3.5 ${colours[age.state] ?? ''}`}>
      <AgeGlyph age={age} />
      <span className="max-w-120 truncate">{source.name}</span>
      {!quiet && <span className="-ml-1">{trouble}</span>}
    </li>
  )
})
