import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import { filterOfQuery, topicOf } from '#components/events/event-filter.ts'
import { EventsScreen } from '#components/events/events-screen.tsx'
import { EventsSkeleton } from '#components/events/events-skeleton.tsx'
import { Trouble } from '#components/states/trouble.tsx'
import { loadSourceSlugs, loadView } from '../../event-server.ts'
import { within } from '../../within.ts'

/** A snapshot takes a few milliseconds; only a slow one is worth a skeleton, which would otherwise flash. */
const skeletonAfterMs = 200

interface EventsPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('shell')
  return { title: t('events') }
}

export default async function EventsPage({ searchParams }: EventsPageProps) {
  const params = await searchParams
  const filter = filterOfQuery({ get: (name) => [params[name]].flat()[0] ?? null })
  const topic = topicOf(filter)
  await within(skeletonAfterMs, Promise.all([loadView(topic), loadSourceSlugs()]))
  return (
    <Suspense fallback={<EventsSkeleton />}>
      <LoadedEvents topic={topic} />
    </Suspense>
  )
}

async function LoadedEvents({ topic }: { topic: string }) {
  const [snapshot, sources] = await Promise.all([loadView(topic), loadSourceSlugs()])
  if (!snapshot.ok) return <Trouble level={2} refusal={snapshot.refusal} />
  return <EventsScreen initial={snapshot.value} sources={sources} />
}
