'use client'

import { useMemo } from 'react'
import { useLiveStore } from '#components/live/live-context.ts'
import type { DoorToScreen } from './door-to-screen.ts'
import { doorToScreen } from './door-to-screen.ts'
import { viewTargetSeconds } from './use-view-age.ts'

interface Promised {
  topic: string
  targetSeconds: number
}

const wall: Promised = { topic: 'wall', targetSeconds: viewTargetSeconds }

/** Measured in this browser; looked at once a second, since nobody reads a number that changes ten times. */
export function useDoorToScreen(now: number, { topic, targetSeconds } = wall): DoorToScreen | null {
  const store = useLiveStore()
  // `now` is the tick at which the samples are looked at again.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  return useMemo(() => doorToScreen(store.samples(topic), targetSeconds * 1000), [store, topic, targetSeconds, now])
}
