import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import { CompanyScreen } from '#components/customers/company-screen.tsx'
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
  return { title: t('company.title') }
}

export default async function CompanyPage({ params }: PageProps) {
  const { id } = await params
  await within(skeletonAfterMs, loadView(`company:${id}`))
  return (
    <Suspense fallback={<CustomerSkeleton />}>
      <LoadedCompany key={id} id={id} />
    </Suspense>
  )
}

async function LoadedCompany({ id }: { id: string }) {
  const snapshot = await loadView(`company:${id}`)
  if (snapshot.ok) return <CompanyScreen id={id} initial={snapshot.value} />
  const { refusal } = snapshot
  // It is asked for again: somebody may be named while the page is open.
  if (refusal.reason === 'failed' && refusal.status === 404) return <CompanyScreen id={id} isUnknown />
  return <Trouble level={2} refusal={refusal} />
}
