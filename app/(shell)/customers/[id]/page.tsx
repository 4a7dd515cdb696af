import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import { CustomerScreen } from '#components/customers/customer-screen.tsx'
import { CustomerSkeleton } from '#components/customers/customer-skeleton.tsx'
import { Trouble } from '#components/states/trouble.tsx'
import { loadView } from '../../../event-server.ts'
import { within } from '../../../within.ts'

interface PageProps {
  params: Promise<{ id: string }>
}

/** Only a slow answer is worth a skeleton, which would otherwise flash. */
const skeletonAfterMs = 200

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('customers')
  return { title: t('customer') }
}

export default async function CustomerPage({ params }: PageProps) {
  const { id } = await params
  await within(skeletonAfterMs, loadView(`customer:${id}`))
  return (
    <Suspense fallback={<CustomerSkeleton />}>
      <LoadedCustomer key={id} id={id} />
    </Suspense>
  )
}

async function LoadedCustomer({ id }: { id: string }) {
  const snapshot = await loadView(`customer:${id}`)
  if (snapshot.ok) return <CustomerScreen id={id} initial={snapshot.value} />
  const { refusal } = snapshot
  // It is asked for again: somebody may be named while the page is open.
  if (refusal.reason === 'failed' && refusal.status === 404) return <CustomerScreen id={id} isUnknown />
  return <Trouble level={2} refusal={refusal} />
}
