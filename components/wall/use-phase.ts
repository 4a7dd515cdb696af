'use client'

import { useCallback, useSyncExternalStore } from 'react'
import type { ViewSnapshot } from '#contract/view.ts'
import { useLiveStore } from '#components/live/live-context.ts'
import type { ViewPhase } from '#components/live/view-state.ts'

/** How far the view's rows can be trusted; re-renders only when that changes. */
export function usePhase(topic: string, initial: ViewSnapshot | undefined): ViewPhase {
  const store = useLiveStore()
  const subscribe = useCallback(
    (listener: () => void) => store.watch(topic, listener, initial),
    [store, topic, initial],
  )
  const before = initial === undefined ? 'loading' : 'live'
  return useSyncExternalStore(
    subscribe,
    () => store.view(topic)?.phase ?? before,
    () => before,
  )
}
