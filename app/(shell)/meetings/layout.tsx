import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { Suspense } from 'react'
import { MeetingsScreen } from '#components/meetings/meetings-screen.tsx'
import { MeetingsSkeleton } from '#components/meetings/meetings-skeleton.tsx'
import { Trouble } from '#components/states/trouble.tsx'
import { loadView } from '../../event-server.ts'
import { within } from '../../within.ts'

/** A snapshot takes a few milliseconds; only a slow one is worth a skeleton, which would otherwise flash. */
const skeletonAfterMs = 200

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('shell')
  return { title: t('meetings') }
}

export default async function MeetingsLayout({ children }: { children: ReactNode }) {
  await within(skeletonAfterMs, loadView('meetings'))
  return (
    <Suspense fallback={<MeetingsSkeleton />}>
      <LoadedMeetings>{children}</LoadedMeetings>
    </Suspense>
  )
}

async function LoadedMeetings({ children }: { children: ReactNode }) {
  const snapshot = await loadView('meetings')
  if (!snapshot.ok) return <Trouble level={2} refusal={snapshot.refusal} />
  return <MeetingsScreen initial={snapshot.value}>{children}</MeetingsScreen>
}
