'use client'

import { useTranslations } from 'next-intl'
import type { ViewSnapshot } from '#contract/view.ts'
import type { WallSourceRow } from '#contract/views/wall.ts'
import { useView } from '#components/live/use-view.ts'
import { rowsOfKind } from '#components/wall/rows-of-kind.ts'
import type { ViewAge } from '#components/wall/use-view-age.ts'
import { TvSource } from './tv-source.tsx'

/** Past its promise, or never heard. */
function isTroubled({ lastReceivedAt, promiseSeconds }: WallSourceRow, now: number): boolean {
  return lastReceivedAt === null || now - lastReceivedAt > promiseSeconds * 1000
}

/**
 * A glyph and a name for every source that fits in one line; trouble says itself in words. Those in trouble come first,
 * so that what does not fit is what is fine.
 */
export function TvSources({ viewAge, initial }: { viewAge: ViewAge; initial: ViewSnapshot | undefined }) {
  const t = useTranslations('wall.sources')
  const { rows } = useView('wall', initial)
  const sources = rowsOfKind(rows, 'source').toSorted((a, b) => a.source.localeCompare(b.source))
  const { true: troubled = [], false: fine = [] } = Object.groupBy(sources, (source) =>
    isTroubled(source, viewAge.trueAt) ? 'true' : 'false',
  )
  return (
    <section aria-label={t('caption')}>
      <ul className="flex h-10 flex-wrap justify-between gap-x-8 overflow-hidden text-[2.125rem] leading-10 whitespace-nowrap">
        {[...troubled, ...fine].map((source) => (
          <TvSource key={source.source} source={source} viewAge={viewAge} />
        ))}
      </ul>
    </section>
  )
}
