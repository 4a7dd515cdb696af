import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { ConnectionBanner } from '#components/shell/connection-banner.tsx'
import { Trouble } from '#components/states/trouble.tsx'
import { TryScreen } from '#components/try/try-screen.tsx'
import { loadMe, loadView } from '../event-server.ts'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('try')
  return { title: t('page') }
}

export default async function TryPage() {
  const [snapshot, me] = await Promise.all([loadView('wall-total'), loadMe()])
  return (
    <main className="mx-auto flex min-h-dvh max-w-120 flex-col bg-surface">
      <ConnectionBanner />
      {snapshot.ok ? (
        <TryScreen initial={snapshot.value} isGuest={me.ok && me.value.kind === 'guest'} />
      ) : (
        <Trouble level={1} refusal={snapshot.refusal} />
      )}
    </main>
  )
}
