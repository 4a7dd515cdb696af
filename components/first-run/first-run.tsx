'use client'

import { useTranslations } from 'next-intl'
import type { ViewSnapshot } from '#contract/view.ts'
import type { WallTotalRow } from '#contract/views/wall.ts'
import { DatabaseWay } from './database-way.tsx'
import { DemoWay } from './demo-way.tsx'
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
        <DatabaseWay />
        <DemoWay />
      </section>
    </div>
  )
}
