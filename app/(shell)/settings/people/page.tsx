import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import { LedgerSkeleton } from '#components/stock/ledger-skeleton.tsx'
import { Trouble } from '#components/states/trouble.tsx'
import { PeopleScreen } from '#components/people/people-screen.tsx'
import { loadInstallation, loadPeople } from '../../../event-server.ts'
import { within } from '../../../within.ts'

/** Only a slow answer is worth a skeleton, which would otherwise flash. */
const skeletonAfterMs = 200

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('people')
  return { title: t('title') }
}

export default async function PeoplePage() {
  await within(skeletonAfterMs, loadPeople())
  return (
    <Suspense fallback={<LedgerSkeleton />}>
      <LoadedPeople />
    </Suspense>
  )
}

async function LoadedPeople() {
  const [list, installation] = await Promise.all([loadPeople(), loadInstallation()])
  if (!list.ok) return <Trouble level={2} refusal={list.refusal} />
  const isDemo = installation.ok && installation.value.demo
  return <PeopleScreen list={list.value} isDemo={isDemo} readAt={Date.now()} />
}
