'use client'

import { useTranslations } from 'next-intl'
import { useRef } from 'react'
import type { ViewSnapshot } from '#contract/view.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { useView } from '#components/live/use-view.ts'
import { sourcesByName } from '#components/wall/rows-of-kind.ts'
import type { ViewAge } from '#components/wall/use-view-age.ts'
import { countTroubled, rankSources } from './rank-sources.ts'
import { TvSource } from './tv-source.tsx'
import { useFitting } from './use-fitting.ts'

/** A glyph and a name for every source that fits in one line, and a count of those that do not. */
export function TvSources({ viewAge, initial }: { viewAge: ViewAge; initial: ViewSnapshot | undefined }) {
  const t = useTranslations('wall.sources')
  const tv = useTranslations('tv')
  const formats = useFormats()
  const list = useRef<HTMLUListElement>(null)
  const { rows } = useView('wall', initial)
  const ranked = rankSources(sourcesByName(rows), viewAge)
  const fitting = useFitting(list, viewAge.now) ?? ranked.length
  const hidden = ranked.slice(fitting)
  const troubled = countTroubled(hidden, viewAge)
  return (
    <section aria-label={t('caption')} className="flex gap-8 text-[2.125rem] leading-10 whitespace-nowrap">
      <ul ref={list} className="flex h-10 flex-1 flex-wrap justify-between gap-x-8 overflow-hidden">
        {ranked.map(({ source }) => (
          <TvSource key={source.source} source={source} viewAge={viewAge} />
        ))}
      </ul>
      {hidden.length > 0 && (
        <span className={troubled > 0 ? 'text-warn' : 'text-ink-muted'}>
          {tv('more', { count: formats.integer(hidden.length) })}
          {troubled > 0 && tv('moreTroubled', { count: formats.integer(troubled) })}
        </span>
      )}
    </section>
  )
}
