'use client'

import { Link } from '#components/ui/link.tsx'
import { usePathname } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { memo, useMemo } from 'react'
import type { SourcesRow } from '#contract/views/sources.ts'
import { Sparkline } from '#components/charts/sparkline.tsx'
import { useFormats } from '#components/format/use-formats.ts'
import { hrefOf } from '#components/quarantine/quarantine-address.ts'
import type { ViewAge } from '#components/wall/use-view-age.ts'
import { SourceState } from './source-state.tsx'
import { useKindWords } from './use-kind-words.ts'

/** Where its refused requests are looked at: those that wait, or else all that were kept. */
function quarantineHref({ source, quarantined }: SourcesRow): string {
  return hrefOf({ source, stage: null, state: quarantined > 0 ? 'open' : 'all', open: null, before: null })
}

interface SourceListProps {
  sources: readonly SourcesRow[]
  viewAge: ViewAge
}

/** One row a source, by name so that no row ever jumps. */
export function SourceList({ sources, viewAge }: SourceListProps) {
  const t = useTranslations('sources')
  const path = usePathname()
  return (
    <ul aria-label={t('list')}>
      {sources.map((source) => (
        <SourceItem
          key={source.source}
          source={source}
          viewAge={viewAge}
          isOpen={`${path}/`.startsWith(`/settings/sources/${source.source}/`)}
        />
      ))}
    </ul>
  )
}

interface SourceItemProps {
  source: SourcesRow
  viewAge: ViewAge
  isOpen: boolean
}

const SourceItem = memo(function SourceItem({ source, viewAge, isOpen }: SourceItemProps) {
  const t = useTranslations('sources')
  const formats = useFormats()
  const kindWords = useKindWords()
  // The last of the minutes is still running: drawn as a whole one it would always look like a fall.
  const minutes = useMemo(() => source.minutes.slice(0, -1), [source.minutes])
  const isHeard = source.lastReceivedAt !== null
  return (
    <li
      className={`relative grid grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-3 gap-y-0.5 border-b border-line px-4 py-2.5 tablet:px-6 ${isOpen ? 'bg-accent-soft shadow-[inset_2px_0_var(--accent)]' : 'hover:bg-fill'}`}
    >
      <Link
        href={`/settings/sources/${source.source}`}
        aria-current={isOpen ? 'page' : undefined}
        className="truncate font-strong after:absolute after:inset-0"
      >
        {source.name}
      </Link>
      <span className="relative text-right text-12">
        <SourceState source={source} viewAge={viewAge} />
      </span>
      <span className="h-4.5 self-center truncate text-12 text-ink-muted">{kindWords(source.sourceKind).name}</span>
      <span className="flex h-4.5 items-center justify-end gap-2 self-center text-12 text-ink-muted">
        {source.refusedLastDay > 0 && (
          <Link
            href={quarantineHref(source)}
            title={t('refusedWhy', { count: formats.integer(source.refusedLastDay) })}
            className="relative z-1 inline-flex min-h-6 items-center text-bad hover:underline max-tablet:-my-3 max-tablet:min-h-11"
          >
            {t('refused', { count: formats.integer(source.refusedLastDay) })}
          </Link>
        )}
        {isHeard && (
          <span title={t('perSecond', { rate: formats.rate(source.lastMinute / 60) })}>
            <span className="sr-only">{t('perSecond', { rate: formats.rate(source.lastMinute / 60) })}</span>
            <Sparkline values={minutes} />
          </span>
        )}
      </span>
    </li>
  )
})
