import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import type { AuditAddress } from '#components/audit/audit-address.ts'
import { addressOfQuery, pathOf } from '#components/audit/audit-address.ts'
import { AuditScreen } from '#components/audit/audit-screen.tsx'
import { EventsSkeleton } from '#components/events/events-skeleton.tsx'
import { Trouble } from '#components/states/trouble.tsx'
import { loadAuditPage } from '../../../event-server.ts'
import { within } from '../../../within.ts'

/** Only a slow answer is worth a skeleton, which would otherwise flash. */
const skeletonAfterMs = 200

interface AuditPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('audit')
  return { title: t('title') }
}

export default async function AuditPage({ searchParams }: AuditPageProps) {
  const params = await searchParams
  const address = addressOfQuery((name) => [params[name]].flat()[0] ?? null)
  await within(skeletonAfterMs, loadAuditPage(pathOf(address)))
  return (
    <Suspense fallback={<EventsSkeleton />}>
      <LoadedAudit address={address} />
    </Suspense>
  )
}

async function LoadedAudit({ address }: { address: AuditAddress }) {
  const page = await loadAuditPage(pathOf(address))
  if (!page.ok) return <Trouble level={2} refusal={page.refusal} />
  return <AuditScreen address={address} page={page.value} readAt={Date.now()} />
}
