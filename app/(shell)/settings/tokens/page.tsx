import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import { LedgerSkeleton } from '#components/stock/ledger-skeleton.tsx'
import { Trouble } from '#components/states/trouble.tsx'
import { TokensScreen } from '#components/tokens/tokens-screen.tsx'
import { loadTokens } from '../../../event-server.ts'
import { within } from '../../../within.ts'

/** Only a slow answer is worth a skeleton, which would otherwise flash. */
const skeletonAfterMs = 200

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('tokens')
  return { title: t('title') }
}

export default async function TokensPage() {
  await within(skeletonAfterMs, loadTokens())
  return (
    <Suspense fallback={<LedgerSkeleton />}>
      <LoadedTokens />
    </Suspense>
  )
}

async function LoadedTokens() {
  const list = await loadTokens()
  if (!list.ok) return <Trouble level={2} refusal={list.refusal} />
  return <TokensScreen tokens={list.value.tokens} readAt={Date.now()} />
}
