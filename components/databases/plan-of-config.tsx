'use client'

import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import type { DatabaseConfigInput } from './draft.ts'
import { PlanList } from './plan-list.tsx'
import { useAskedWords } from './use-asked-words.ts'
import type { Planning } from './use-planning.ts'

/** The SQL that a config needs, as far as it is known; what was asked for another one is not shown. */
export function PlanOfConfig({ planning, config }: { planning: Planning; config: DatabaseConfigInput }) {
  const t = useTranslations('databases')
  const failureWords = useAskedWords()
  const { plan, pending, failure } = planning
  const again = (
    <Button
      disabled={pending}
      onClick={() => {
        planning.ask(config)
      }}
    >
      {pending ? t('checking') : t('checkAgain')}
    </Button>
  )
  return (
    <section aria-label={t('plan.title')} aria-busy={pending} className="grid gap-3 border-t border-line pt-4">
      <h4 className="font-strong">{t('plan.title')}</h4>
      {pending && (
        <>
          <p className="sr-only">{t('checking')}</p>
          <Skeleton className="h-4 w-60" />
          <Skeleton className="h-20 w-full" />
        </>
      )}
      {failure !== null && (
        <>
          <p role="alert" className="text-bad">
            {failureWords(failure)}
          </p>
          <div className="max-tablet:[&>button]:h-11">{again}</div>
        </>
      )}
      {plan !== null && planning.isOf(config) && <PlanList plan={plan}>{again}</PlanList>}
      {plan !== null && !planning.isOf(config) && <p className="text-ink-muted">{t('outdated')}</p>}
    </section>
  )
}
