import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import { NotificationsScreen } from '#components/notifications/notifications-screen.tsx'
import { LedgerSkeleton } from '#components/stock/ledger-skeleton.tsx'
import { Trouble } from '#components/states/trouble.tsx'
import { loadRecipients } from '../../../event-server.ts'
import { within } from '../../../within.ts'

/** Only a slow answer is worth a skeleton, which would otherwise flash. */
const skeletonAfterMs = 200

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('notifications')
  return { title: t('title') }
}

export default async function NotificationsPage() {
  await within(skeletonAfterMs, loadRecipients())
  return (
    <Suspense fallback={<LedgerSkeleton />}>
      <LoadedRecipients />
    </Suspense>
  )
}

async function LoadedRecipients() {
  const list = await loadRecipients()
  if (!list.ok) return <Trouble level={2} refusal={list.refusal} />
  return <NotificationsScreen list={list.value} />
}
