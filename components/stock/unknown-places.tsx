'use client'

import { useTranslations } from 'next-intl'
import type { StockUnknownRow } from '#contract/views/stock.ts'
import { AgeMark } from '#components/age-mark/age-mark.tsx'
import { silentSources } from './alert-groups.ts'

const namesShown = 3

/** Places of which nothing is known, by the source that is silent: never among the healthy. */
export function UnknownPlaces({ unknown, now }: { unknown: readonly StockUnknownRow[]; now: number }) {
  const t = useTranslations('stock.unknown')
  return (
    <ul aria-label={t('list')}>
      {silentSources(unknown).map(({ source, name, lastKnownAt, places }) => (
        <li key={source} className="border-b border-line px-4 py-2.5 tablet:pr-5 tablet:pl-6">
          <p className="text-12">
            <AgeMark age={{ state: 'offline', lastKnownAt }} now={now} />
          </p>
          <p className="font-strong text-stale">{t('source', { source: name, count: places.length })}</p>
          <p className="text-12 text-ink-muted">
            {t('notFine', {
              places:
                places.length > namesShown
                  ? t('andMore', { names: places.slice(0, namesShown).join(', '), count: places.length - namesShown })
                  : places.join(', '),
            })}
          </p>
        </li>
      ))}
    </ul>
  )
}
