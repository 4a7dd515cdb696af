'use client'

import { Database, Plus } from 'lucide-react'
import { Link } from '#components/ui/link.tsx'
import { usePathname } from 'next/navigation'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { useMemo, useState } from 'react'
import type { ViewSnapshot } from '#contract/view.ts'
import type { SourcesRow } from '#contract/views/sources.ts'
import { AgeMark } from '#components/age-mark/age-mark.tsx'
import { meaningOf } from '#components/live/refusal-meaning.ts'
import { useView } from '#components/live/use-view.ts'
import { Forbidden } from '#components/states/forbidden.tsx'
import { buttonVariants } from '#components/ui/button.tsx'
import type { ViewAge } from '#components/wall/use-view-age.ts'
import { useViewAge } from '#components/wall/use-view-age.ts'
import type { FreshSecret } from './fresh-secret.ts'
import { FreshSecretContext } from './fresh-secret.ts'
import { SourceList } from './source-list.tsx'
import { SourcesSkeleton } from './sources-skeleton.tsx'

const root = '/settings/sources'
export const newSourceHref = `${root}/new`
export const connectDatabaseHref = `${root}/connect`

interface SourcesScreenProps {
  initial: ViewSnapshot
  /** The source that is opened, or the way to a new one. */
  children: ReactNode
}

/** The sources at the left, the one that is opened at the right; on a phone one of the two. */
export function SourcesScreen({ initial, children }: SourcesScreenProps) {
  const path = usePathname()
  const { rows, refusal } = useView('sources', initial)
  const sources = useMemo(() => byName(rows), [rows])
  const viewAge = useViewAge({ topic: 'sources', initial, inFlight: 0, empty: false })
  const [fresh, hold] = useState<FreshSecret | null>(null)
  // Whoever leaves the page of a new secret does not find it there again.
  if (fresh !== null && path !== `${root}/${fresh.slug}` && path !== newSourceHref) hold(null)
  const holder = useMemo(() => ({ fresh, hold }), [fresh])
  const refused = meaningOf(refusal)
  if (refused === 'forbidden') return <Forbidden level={2} />
  if (refused !== null) return <SourcesSkeleton />
  const isOpen = path !== root
  return (
    <FreshSecretContext value={holder}>
      <div className="flex-1 side:grid side:grid-cols-[21rem_minmax(0,1fr)]">
        <section
          aria-labelledby="sources"
          className={`min-w-0 border-line side:border-r ${isOpen ? 'max-side:hidden' : ''}`}
        >
          <ListHead sources={sources} viewAge={viewAge} />
          {sources.length === 0 ? <NoSource /> : <SourceList sources={sources} viewAge={viewAge} />}
        </section>
        <div className={`min-w-0 ${isOpen ? '' : 'max-side:hidden'}`}>{children}</div>
      </div>
    </FreshSecretContext>
  )
}

function ListHead({ sources, viewAge }: { sources: readonly SourcesRow[]; viewAge: ViewAge }) {
  const t = useTranslations('sources')
  const silent = sources.filter(({ enabled, silentSince }) => enabled && silentSince !== null).length
  return (
    <header className="border-b border-line px-4 py-3 tablet:px-6">
      <div className="flex items-center justify-between gap-3">
        <h2 id="sources" className="font-strong">
          {t('list')}
        </h2>
        <Link href={newSourceHref} className={buttonVariants({ className: 'max-tablet:h-11' })}>
          <Plus aria-hidden="true" strokeWidth={1.6} />
          {t('new')}
        </Link>
      </div>
      <p className="mt-1 flex flex-wrap items-center justify-between gap-x-3 text-12">
        <AgeMark age={viewAge.age} now={viewAge.now} />
        <Link
          href={connectDatabaseHref}
          className="inline-flex min-h-6 items-center gap-1.5 text-accent hover:underline max-tablet:min-h-11"
        >
          <Database aria-hidden="true" strokeWidth={1.6} className="size-3.5" />
          {t('connectDatabase')}
        </Link>
      </p>
      {silent > 0 && (
        <p role="status" className={`mt-1 text-12 font-strong ${viewAge.grey ? 'text-stale' : 'text-bad'}`}>
          {t('silentCount', { count: silent })}
        </p>
      )}
    </header>
  )
}

function NoSource() {
  const t = useTranslations('sources')
  return (
    <div className="px-4 py-6 tablet:px-6">
      <p className="font-strong">{t('none')}</p>
      <p className="mt-1 text-ink-muted">{t('noneWhy')}</p>
    </div>
  )
}

function byName(rows: ReadonlyMap<string, SourcesRow>): SourcesRow[] {
  return [...rows.values()].toSorted((a, b) => a.name.localeCompare(b.name) || (a.source < b.source ? -1 : 1))
}
