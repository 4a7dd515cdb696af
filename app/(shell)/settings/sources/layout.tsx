import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { Suspense } from 'react'
import { SourcesScreen } from '#components/sources/sources-screen.tsx'
import { SourcesSkeleton } from '#components/sources/sources-skeleton.tsx'
import { Trouble } from '#components/states/trouble.tsx'
import { loadView } from '../../../event-server.ts'
import { within } from '../../../within.ts'

/** A snapshot takes a few milliseconds; only a slow one is worth a skeleton, which would otherwise flash. */
const skeletonAfterMs = 200

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('sources')
  return { title: t('title') }
}

export default async function SourcesLayout({ children }: { children: ReactNode }) {
  await within(skeletonAfterMs, loadView('sources'))
  return (
    <Suspense fallback={<SourcesSkeleton />}>
      <LoadedSources>{children}</LoadedSources>
    </Suspense>
  )
}

async function LoadedSources({ children }: { children: ReactNode }) {
  const snapshot = await loadView('sources')
  if (!snapshot.ok) return <Trouble level={2} refusal={snapshot.refusal} />
  return <SourcesScreen initial={snapshot.value}>{children}</SourcesScreen>
}
