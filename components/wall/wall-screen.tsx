'use client'

import type { ViewSnapshot } from '#contract/view.ts'
import type { Qr } from '#components/qr/qr-code.tsx'
import { Forbidden } from '#components/states/forbidden.tsx'
import { usePhase } from './use-phase.ts'
import { useTotal } from './use-total.ts'
import { Wall } from './wall.tsx'
import { WallSkeleton } from './wall-skeleton.tsx'

interface WallScreenProps {
  initial: ViewSnapshot
  qr: Qr | null
}

/** The wall, or the way to a first source while nothing has ever been stored. */
export function WallScreen({ initial, qr }: WallScreenProps) {
  const phase = usePhase('wall', initial)
  const total = useTotal(initial)
  if (phase === 'refused') return <Forbidden />
  if (total === undefined) return <WallSkeleton />
  return <Wall initial={initial} total={total} qr={qr} />
}
