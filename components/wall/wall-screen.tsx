'use client'

import dynamic from 'next/dynamic'
import { useState } from 'react'
import type { ViewSnapshot } from '#contract/view.ts'
import { BusinessZone } from '#components/format/business-zone.ts'
import type { Qr } from '#components/qr/qr-code.tsx'
import { Forbidden } from '#components/states/forbidden.tsx'
import { useRefusal } from '#components/live/use-view.ts'
import { useTotal } from './use-total.ts'
import { Wall } from './wall.tsx'
import { WallSkeleton } from './wall-skeleton.tsx'

/** Shown once in the life of an installation: its own file, not a part of every wall. */
const FirstRun = dynamic(() => import('#components/first-run/first-run.tsx').then((module) => module.FirstRun))

interface WallScreenProps {
  initial: ViewSnapshot
  qr: Qr | null
}

/**
 * The wall, or the way to a first source while nothing has ever been stored. Who has seen the counter turn from 0 stays
 * with it until they open the wall themselves.
 */
export function WallScreen({ initial, qr }: WallScreenProps) {
  const refusal = useRefusal('wall', initial)
  const total = useTotal(initial)
  const [opened, setOpened] = useState(total === undefined || total.storedEver > 0)
  if (refusal === 'forbidden') return <Forbidden level={2} />
  if (total === undefined) return <WallSkeleton />
  return (
    <BusinessZone value={total.timeZone}>
      {opened ? (
        <Wall initial={initial} total={total} qr={qr} />
      ) : (
        <FirstRun
          initial={initial}
          total={total}
          onOpenWall={() => {
            setOpened(true)
          }}
        />
      )}
    </BusinessZone>
  )
}
