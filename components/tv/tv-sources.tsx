'use client'

import { useTranslations } from 'next-intl'
import type { ViewSnapshot } from '#contract/view.ts'
import { useView } from '#components/live/use-view.ts'
import { rowsOfKind } from '#components/wall/rows-of-kind.ts'
import type { ViewAge } from '#components/wall/use-view-age.ts'
import { TvSource } from './tv-source.tsx'

/** More than these do not fit in one line that can be read at six metres; those in trouble come first. */
const shownSources = 8

/** A glyph and a name for every source; trouble says itself in words. */
export function TvSources({ viewAge, initial }: { viewAge: ViewAge; initial: ViewSnapshot | undefined }) {
  const t = useTranslations('wall.sources')
  const { rows } = useView('wall', initial)
  const sources = rowsOfKind(rows, 'source')
  const silence = (lastReceivedAt: number | null, promiseSeconds: number): number =>
    lastReceivedAt === null ? Infinity : (viewAge.trueAt - lastReceivedAt) / (promiseSeconds * 1000)
  const shown = sources
    .toSorted((a, b) => silence(b.lastReceivedAt, b.promiseSeconds) - silence(a.lastReceivedAt, a.promiseSeconds))
    .slice(0, shownSources)
    .toSorted((a, b) => a.source.localeCompare(b.source))
  return (
    <section aria-label={t('caption')}>
      <ul className="flex justify-between gap-8 overflow-hidden text-[2.125rem] leading-10 whitespace-nowrap">
        {shown.map((source) => (
          <TvSource key={source.source} source={source} viewAge={viewAge} />
        ))}
      </ul>
    </section>
  )
}
