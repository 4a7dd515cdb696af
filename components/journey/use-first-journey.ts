'use client'

import { useEffect, useState } from 'react'
import type { StageTimes } from '#contract/freshness.ts'
import { useLiveStore } from '#components/live/live-context.ts'
import type { Journey } from './journey.ts'
import { journeyOf } from './journey.ts'

/** The times of the event that is waited for; stages that nobody measured are null. */
export type ArrivalTimes = Pick<StageTimes, 'occurredAt' | 'receivedAt' | 'storedAt' | 'projectedAt'>

/**
 * The way of the first event that this screen has seen arrive; null while none has.
 *
 * @param arrivedIn picks the event out of what a patch brought, or null when it is not the one that is waited for. Keep
 *   it the same function between renderings.
 */
export function useFirstJourney(topic: string, arrivedIn: (asOf: StageTimes) => ArrivalTimes | null): Journey | null {
  const store = useLiveStore()
  const [journey, setJourney] = useState<Journey | null>(null)
  useEffect(
    () =>
      store.onApplied(topic, ({ how, asOf, appliedAt, paintedAt }) => {
        const times = how === 'patch' && asOf !== null ? arrivedIn(asOf) : null
        if (times === null) return
        const sentAt = times.occurredAt < times.receivedAt ? times.occurredAt : null
        setJourney((first) => first ?? journeyOf({ ...times, sentAt, admittedAt: null, appliedAt, paintedAt }))
      }),
    [store, topic, arrivedIn],
  )
  return journey
}
