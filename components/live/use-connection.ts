'use client'

import { use, useCallback, useSyncExternalStore } from 'react'
import type { ConnectionState } from './connection-state.ts'
import { initialConnection } from './connection-state.ts'
import { LiveContext, useLiveStore } from './live-context.ts'

/** The one line between this page and the server. */
export function useConnection(): ConnectionState {
  const store = useLiveStore()
  const subscribe = useCallback((listener: () => void) => store.watchConnection(listener), [store])
  return useSyncExternalStore(
    subscribe,
    () => store.connection(),
    () => initialConnection,
  )
}

/** Whether it is `live`; never so outside of `<LiveProvider>`, where nobody keeps a line. */
export function useIsLive(): boolean {
  const store = use(LiveContext)
  const subscribe = useCallback(
    (listener: () => void) => store?.watchConnection(listener) ?? (() => undefined),
    [store],
  )
  return useSyncExternalStore(
    subscribe,
    () => store?.connection().phase === 'live',
    () => false,
  )
}

/**
 * The server's clock, epoch ms, in whole multiples of `everyMs`: for ages and times of day. It goes on while the line is
 * lost. All components with the same `everyMs` change in the same frame.
 *
 * @returns null only while rendering on the server, and in the first paint after it, when `<LiveProvider>` has no `now`.
 */
export function useServerNow(everyMs: number): number | null {
  const store = useLiveStore()
  const subscribe = useCallback((listener: () => void) => store.watchClock(everyMs, listener), [store, everyMs])
  return useSyncExternalStore(
    subscribe,
    () => store.clockTick(everyMs),
    () => store.renderedAt,
  )
}
