import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import { AccountScreen } from '#components/account/account-screen.tsx'
import { LedgerSkeleton } from '#components/stock/ledger-skeleton.tsx'
import { Trouble } from '#components/states/trouble.tsx'
import { loadMe, loadMySessions } from '../../event-server.ts'
import { within } from '../../within.ts'

/** Only a slow answer is worth a skeleton, which would otherwise flash. */
const skeletonAfterMs = 200

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('shell')
  return { title: t('account') }
}

export default async function AccountPage() {
  await within(skeletonAfterMs, loadMySessions())
  return (
    <Suspense fallback={<LedgerSkeleton />}>
      <LoadedAccount />
    </Suspense>
  )
}

async function LoadedAccount() {
  const [me, sessions] = await Promise.all([loadMe(), loadMySessions()])
  if (!me.ok) return <Trouble level={2} refusal={me.refusal} />
  if (!sessions.ok) return <Trouble level={2} refusal={sessions.refusal} />
  return <AccountScreen me={me.value} sessions={sessions.value.sessions} readAt={Date.now()} />
}
