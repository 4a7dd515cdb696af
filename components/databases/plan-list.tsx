'use client'

import { ShieldAlert } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import type { Plan } from '#contract/database.ts'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { scriptOf } from './plan-script.ts'

/** The SQL that connecting runs, each statement with its reason; what the user may not run is for somebody who may. */
export function PlanList({ plan, children }: { plan: Plan; children: ReactNode }) {
  const t = useTranslations('databases.plan')
  const { statements, undo } = plan
  if (statements.length === 0) return <p className="text-good">{t('nothing')}</p>
  const forOthers = statements.filter(({ allowed }) => !allowed).map(({ sql }) => sql)
  return (
    <div className="grid gap-4">
      <p className="text-ink-muted">{t('what', { count: statements.length })}</p>
      <ol className="grid gap-3">
        {statements.map(({ sql, why, allowed }) => (
          <li key={sql} className="grid gap-1">
            <p className="flex flex-wrap items-baseline gap-x-2 text-12">
              <span>{t(`why.${why}`)}</span>
              {!allowed && <span className="rounded-1 bg-warn-soft px-1.5 text-11 text-warn">{t('notAllowed')}</span>}
            </p>
            <CodeBlock label={t(`why.${why}`)} code={sql} />
          </li>
        ))}
      </ol>
      {forOthers.length > 0 && (
        <section aria-label={t('forOthers')} className="grid gap-2 border-l-2 border-warn pl-4">
          <p className="flex items-center gap-2 font-strong">
            <ShieldAlert aria-hidden="true" strokeWidth={1.6} className="size-4 text-warn" />
            {t('forOthers')}
          </p>
          <p className="text-12 text-ink-muted">{t('forOthersWhat', { count: forOthers.length })}</p>
          <CodeBlock label={t('script')} code={scriptOf(forOthers)} />
          <div className="max-tablet:[&>button]:h-11">{children}</div>
        </section>
      )}
      <details>
        <summary className="text-12 font-medium max-tablet:min-h-11">{t('all')}</summary>
        <div className="mt-2">
          <CodeBlock label={t('all')} code={scriptOf(statements.map(({ sql }) => sql))} />
        </div>
      </details>
      {undo.length > 0 && (
        <details>
          <summary className="text-12 font-medium max-tablet:min-h-11">{t('undo')}</summary>
          <div className="mt-2">
            <CodeBlock label={t('undo')} code={scriptOf(undo)} />
          </div>
        </details>
      )}
    </div>
  )
}
