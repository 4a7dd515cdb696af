'use client'

import { Database, Globe } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ViewSnapshot } from '#contract/view.ts'
import type { WallTotalRow } from '#contract/views/wall.ts'
import { connectDatabaseHref, newSourceHref } from '#components/sources/sources-screen.tsx'
import { DemoWay } from './demo-way.tsx'
import { OtherWay } from './other-way.tsx'
import { TerminalWay } from './terminal-way.tsx'
import { Zero } from './zero.tsx'

interface FirstRunProps {
  initial: ViewSnapshot
  total: WallTotalRow
  onOpenWall: () => void
}

/** An empty installation: the counter at 0, and what turns it to 1. */
export function FirstRun({ initial, total, onOpenWall }: FirstRunProps) {
  const t = useTranslations('firstRun')
  return (
    <div className="flex-1 tablet:grid tablet:grid-cols-[minmax(0,1fr)_minmax(0,1.12fr)]">
      <Zero initial={initial} total={total} onOpenWall={onOpenWall} />
      <section aria-labelledby="first-run" className="min-w-0 px-4 py-6 tablet:px-8">
        <h2 id="first-run" className="text-24 font-title tracking-[-0.02em]">
          {t('title')}
        </h2>
        <p className="mt-1 mb-5 text-ink-muted">{t('lead')}</p>
        <TerminalWay />
        <OtherWay
          Icon={Globe}
          title={t('site')}
          what={t('siteWhat')}
          href={`${newSourceHref}?kind=tracking`}
          action={t('siteOpen')}
        />
        <OtherWay
          Icon={Database}
          title={t('database')}
          what={t('databaseWhat')}
          href={connectDatabaseHref}
          action={t('databaseOpen')}
        />
        <DemoWay />
      </section>
    </div>
  )
}
