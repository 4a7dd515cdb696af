'use client'

import { useCallback, useSyncExternalStore } from 'react'
import { browserDetails } from './browser-details.ts'
import type { Opened } from './details-store.ts'

const loading: Opened = { phase: 'loading' }

/** One event whole, as far as it is here. */
export function useOpened(position: string): Opened {
  const subscribe = useCallback((listener: () => void) => browserDetails.watch(position, listener), [position])
  return useSyncExternalStore(
    subscribe,
    () => browserDetails.opened(position),
    () => loading,
  )
}
