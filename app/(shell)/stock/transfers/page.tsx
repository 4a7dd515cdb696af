import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import { LedgerSkeleton } from '#components/stock/ledger-skeleton.tsx'
import { TransferLedger } from '#components/stock/transfer-ledger.tsx'
import { Trouble } from '#components/states/trouble.tsx'
import { loadView } from '../../../event-server.ts'
import { within } from '../../../within.ts'

/** Only a slow answer is worth a skeleton, which would otherwise flash. */
const skeletonAfterMs = 200

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('stock.ledger')
  return { title: t('title') }
}

export default async function TransfersPage() {
  await within(skeletonAfterMs, loadView('transfers'))
  return (
    <Suspense fallback={<LedgerSkeleton />}>
      <LoadedLedger />
    </Suspense>
  )
}

async function LoadedLedger() {
  const snapshot = await loadView('transfers')
  if (!snapshot.ok) return <Trouble level={2} refusal={snapshot.refusal} />
  return <TransferLedger initial={snapshot.value} />
}
