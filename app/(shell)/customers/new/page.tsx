import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import { ArrivalsScreen } from '#components/customers/arrivals-screen.tsx'
import { ArrivalsSkeleton } from '#components/customers/arrivals-skeleton.tsx'
import { Trouble } from '#components/states/trouble.tsx'
import { loadView } from '../../../event-server.ts'
import { within } from '../../../within.ts'

/** Only a slow answer is worth a skeleton, which would otherwise flash. */
const skeletonAfterMs = 200

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('customers.new')
  return { title: t('title') }
}

export default async function NewAccountsPage() {
  await within(skeletonAfterMs, loadView('customers:new'))
  return (
    <Suspense fallback={<ArrivalsSkeleton />}>
      <LoadedArrivals />
    </Suspense>
  )
}

async function LoadedArrivals() {
  const snapshot = await loadView('customers:new')
  if (!snapshot.ok) return <Trouble level={2} refusal={snapshot.refusal} />
  return <ArrivalsScreen initial={snapshot.value} />
}
