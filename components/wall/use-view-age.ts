'use client'

import { useMemo } from 'react'
import type { StageTimes } from '#contract/freshness.ts'
import type { ViewSnapshot } from '#contract/view.ts'
import { useLiveStore } from '#components/live/live-context.ts'
import { useConnection, useServerNow } from '#components/live/use-connection.ts'
import type { Age } from '#components/age-mark/age-of.ts'
import { ageOf, isGrey } from '#components/age-mark/age-of.ts'
import type { ViewPhase } from '#components/live/view-state.ts'
import { usePhase } from '#components/live/use-view.ts'
import { useTicked } from './use-ticked.ts'

/** A screen says that it is right at least this often, or it says that it is stale. */
export const viewPromiseSeconds = 5

/** The wall's freshness target: from the door to the screen within this time. */
export const viewTargetSeconds = 1

/** Records in flight for longer than this are a backlog, not a moment. */
const backlogMs = 3000

export interface ViewAge {
  age: Age
  /** Epoch ms of the server's clock, once a second. */
  now: number
  /** The moment the numbers are true at: `now`, or when the server was last heard. */
  trueAt: number
  /** The numbers may no longer be true and are shown in grey. */
  grey: boolean
}

interface ViewAgeFacts {
  topic: string
  initial: ViewSnapshot | undefined
  inFlight: number
  /** No record has ever been stored. */
  empty: boolean
}

/** How old a view's numbers are, and whether they are still to be believed. The same object until the next second. */
export function useViewAge({ topic, initial, inFlight, empty }: ViewAgeFacts): ViewAge {
  const store = useLiveStore()
  const phase = usePhase(topic, initial)
  const view = store.view(topic)
  const { lastHeardAt } = useConnection()
  const now = useServerNow(1000) ?? 0
  const asOf: StageTimes | null = view?.asOf ?? initial?.asOf ?? null
  const heardAt = Math.max(lastHeardAt ?? store.renderedAt ?? now, view?.appliedAt ?? 0)
  const tickedAt = useTicked(heardAt, now) ?? heardAt
  const lostAt = phase === 'stale' || phase === 'offline' || phase === 'refused' ? heardAt : null
  const behind = inFlight > 0 && asOf !== null && now - asOf.receivedAt > backlogMs
  const trueUntil = useTicked(behind ? asOf.receivedAt : null, now)
  return useMemo(
    () => viewAgeOf({ phase, now, heardAt: tickedAt, lostAt, trueUntil, empty }),
    [phase, now, tickedAt, lostAt, trueUntil, empty],
  )
}

interface KnownOfView {
  phase: ViewPhase
  now: number
  heardAt: number
  /** When the server was last heard, if that is over. */
  lostAt: number | null
  trueUntil: number | null
  empty: boolean
}

function viewAgeOf({ phase, now, heardAt, lostAt, trueUntil, empty }: KnownOfView): ViewAge {
  const trueAt = lostAt ?? now
  if (phase === 'stale')
    return { age: empty ? { state: 'none' } : { state: 'stale', since: trueAt }, now, trueAt, grey: true }
  const age = ageOf({
    now,
    at: empty ? null : (lostAt ?? heardAt),
    mode: 'push',
    promiseSeconds: viewPromiseSeconds,
    offline: lostAt !== null,
    trueUntil,
  })
  return { age, now, trueAt, grey: isGrey(age.state) }
}
