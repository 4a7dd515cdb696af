import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import { EventsSkeleton } from '#components/events/events-skeleton.tsx'
import type { QuarantineAddress } from '#components/quarantine/quarantine-address.ts'
import { addressOfQuery, pathOf } from '#components/quarantine/quarantine-address.ts'
import { QuarantineScreen } from '#components/quarantine/quarantine-screen.tsx'
import { Trouble } from '#components/states/trouble.tsx'
import { loadQuarantined, loadQuarantinePage, loadSourceSlugs } from '../../../event-server.ts'
import { within } from '../../../within.ts'

/** Only a slow answer is worth a skeleton, which would otherwise flash. */
const skeletonAfterMs = 200

interface QuarantinePageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('quarantine')
  return { title: t('title') }
}

export default async function QuarantinePage({ searchParams }: QuarantinePageProps) {
  const params = await searchParams
  const address = addressOfQuery((name) => [params[name]].flat()[0] ?? null)
  await within(skeletonAfterMs, load(address))
  return (
    <Suspense fallback={<EventsSkeleton />}>
      <LoadedQuarantine address={address} />
    </Suspense>
  )
}

function load(address: QuarantineAddress) {
  const { open } = address
  return Promise.all([
    loadQuarantinePage(pathOf(address)),
    open === null ? null : loadQuarantined(open),
    loadSourceSlugs(),
  ])
}

async function LoadedQuarantine({ address }: { address: QuarantineAddress }) {
  const [page, detail, sources] = await load(address)
  if (!page.ok) return <Trouble level={2} refusal={page.refusal} />
  return <QuarantineScreen address={address} page={page.value} readAt={Date.now()} detail={detail} sources={sources} />
}
