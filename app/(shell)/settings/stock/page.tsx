import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import { RulesScreen } from '#components/stock-rules/rules-screen.tsx'
import { RulesSkeleton } from '#components/stock-rules/rules-skeleton.tsx'
import { Trouble } from '#components/states/trouble.tsx'
import { loadView } from '../../../event-server.ts'
import { within } from '../../../within.ts'

/** Only a slow answer is worth a skeleton, which would otherwise flash. */
const skeletonAfterMs = 200

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('stockRules')
  return { title: t('title') }
}

export default async function StockRulesPage() {
  await within(skeletonAfterMs, loadView('stock-rules'))
  return (
    <Suspense fallback={<RulesSkeleton />}>
      <LoadedRules />
    </Suspense>
  )
}

async function LoadedRules() {
  const snapshot = await loadView('stock-rules')
  if (!snapshot.ok) return <Trouble level={2} refusal={snapshot.refusal} />
  return <RulesScreen initial={snapshot.value} />
}
