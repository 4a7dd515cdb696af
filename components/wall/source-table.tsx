'use client'

import { useTranslations } from 'next-intl'
import { memo } from 'react'
import type { ViewSnapshot } from '#contract/view.ts'
import { useView } from '#components/live/use-view.ts'
import { OwnRow } from './own-row.tsx'
import { rowsOfKind, sourcesByName } from './rows-of-kind.ts'
import { SourceRow } from './source-row.tsx'
import type { ViewAge } from './use-view-age.ts'

const head = 'h-7 border-b border-line px-2 text-12 font-text whitespace-nowrap text-ink-faint first:pl-0 last:pr-0'

interface SourceTableProps {
  viewAge: ViewAge
  initial: ViewSnapshot | undefined
}

/** One row per source, by name so that no row ever jumps; on a phone the wall shows totals only. */
export const SourceTable = memo(function SourceTable({ viewAge, initial }: SourceTableProps) {
  const t = useTranslations('wall.sources')
  const { rows } = useView('wall', initial)
  const sources = sourcesByName(rows)
  const [own] = rowsOfKind(rows, 'own')
  return (
    <table className="mt-4 hidden w-full border-collapse tablet:table">
      <caption className="sr-only">{t('caption')}</caption>
      <thead>
        <tr>
          <th scope="col" className={`${head} text-left`}>
            {t('source')}
          </th>
          <th scope="col" className={`${head} hidden text-left wide:table-cell`}>
            {t('how')}
          </th>
          <th scope="col" className={`${head} text-right`}>
            {t('today')}
          </th>
          <th scope="col" className={`${head} text-right`}>
            {t('perSecond')}
          </th>
          <th scope="col" className={`${head} hidden w-32 pl-5 text-left wide:table-cell`}>
            {t('lastHalfHour')}
          </th>
          <th scope="col" className={`${head} hidden text-right wide:table-cell`}>
            {t('lastEvent')}
          </th>
          <th scope="col" className={`${head} w-42 text-right`}>
            {t('age')}
          </th>
        </tr>
      </thead>
      <tbody>
        {sources.map((source) => (
          <SourceRow key={source.source} source={source} viewAge={viewAge} />
        ))}
        {own && <OwnRow own={own} grey={viewAge.grey} />}
      </tbody>
    </table>
  )
})
