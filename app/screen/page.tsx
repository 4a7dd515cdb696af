import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import type { Wall } from '#contract/role.ts'
import { LiveProvider } from '#components/live/live-provider.tsx'
import { PairedScreen } from '#components/screens/paired-screen.tsx'
import { pairedAs } from '#components/screens/paired-as.ts'
import { WaitingScreen } from '#components/screens/waiting-screen.tsx'
import { loadScreenState } from '../event-server.ts'
import { LoadedWall } from '../tv/loaded-wall.tsx'

/** What each wall is on a television; another is another line here, and in `screenMay` of contract/access.ts. */
const wallPages: Readonly<Record<Wall, () => ReactNode>> = {
  counter: () => <LoadedWall key="counter" />,
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('tv')
  return { title: t('title') }
}

export default async function ScreenPage() {
  const state = await loadScreenState()
  if (!state.ok || state.value.state !== 'paired') return <WaitingScreen initial={state.ok ? state.value : null} />
  const { walls, rotateSeconds } = state.value
  const shown = walls.flatMap((wall) => (isWall(wall) ? [wallPages[wall]()] : []))
  return (
    <LiveProvider now={Date.now()}>
      <PairedScreen rotateSeconds={rotateSeconds} paired={pairedAs(state.value)}>
        {shown}
      </PairedScreen>
    </LiveProvider>
  )
}

function isWall(wall: string): wall is Wall {
  return Object.hasOwn(wallPages, wall)
}
