import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import { ScreensScreen } from '#components/screens/screens-screen.tsx'
import { LedgerSkeleton } from '#components/stock/ledger-skeleton.tsx'
import { Trouble } from '#components/states/trouble.tsx'
import { loadScreens } from '../../../event-server.ts'
import { within } from '../../../within.ts'

/** Only a slow answer is worth a skeleton, which would otherwise flash. */
const skeletonAfterMs = 200

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('screens')
  return { title: t('title') }
}

export default async function ScreensPage() {
  await within(skeletonAfterMs, loadScreens())
  return (
    <Suspense fallback={<LedgerSkeleton />}>
      <LoadedScreens />
    </Suspense>
  )
}

async function LoadedScreens() {
  const list = await loadScreens()
  if (!list.ok) return <Trouble level={2} refusal={list.refusal} />
  return <ScreensScreen screens={list.value} readAt={Date.now()} />
}
