import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { Suspense } from 'react'
import { StockScreen } from '#components/stock/stock-screen.tsx'
import { StockSkeleton } from '#components/stock/stock-skeleton.tsx'
import { Trouble } from '#components/states/trouble.tsx'
import { loadView } from '../../../event-server.ts'
import { within } from '../../../within.ts'

/** A snapshot takes a few milliseconds; only a slow one is worth a skeleton, which would otherwise flash. */
const skeletonAfterMs = 200

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('shell')
  return { title: t('stock') }
}

export default async function StockLayout({ children }: { children: ReactNode }) {
  await within(skeletonAfterMs, loadView('stock'))
  return (
    <Suspense fallback={<StockSkeleton />}>
      <LoadedStock>{children}</LoadedStock>
    </Suspense>
  )
}

async function LoadedStock({ children }: { children: ReactNode }) {
  const snapshot = await loadView('stock')
  if (!snapshot.ok) return <Trouble level={2} refusal={snapshot.refusal} />
  return <StockScreen initial={snapshot.value}>{children}</StockScreen>
}
