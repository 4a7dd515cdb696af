'use client'

import { createContext, use } from 'react'
import type { LiveStore } from './live-store.ts'

export const LiveContext = createContext<LiveStore | null>(null)

/** @throws when there is no `<LiveProvider>` above. */
export function useLiveStore(): LiveStore {
  const store = use(LiveContext)
  if (store === null) throw new Error('Put <LiveProvider> above the component that reads live data.')
  return store
}
