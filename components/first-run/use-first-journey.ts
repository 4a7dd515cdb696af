'use client'

import { useEffect, useState } from 'react'
import type { Journey } from '#components/journey/journey.ts'
import { journeyOf } from '#components/journey/journey.ts'
import { useLiveStore } from '#components/live/live-context.ts'

/** The way of the first event that this screen has seen arrive; null while none has. */
export function useFirstJourney(): Journey | null {
  const store = useLiveStore()
  const [journey, setJourney] = useState<Journey | null>(null)
  useEffect(
    () =>
      store.onApplied('wall', ({ how, asOf, appliedAt, paintedAt }) => {
        if (how !== 'patch' || asOf === null) return
        const sentAt = asOf.occurredAt < asOf.receivedAt ? asOf.occurredAt : null
        setJourney((first) => first ?? journeyOf({ ...asOf, sentAt, admittedAt: null, appliedAt, paintedAt }))
      }),
    [store],
  )
  return journey
}
