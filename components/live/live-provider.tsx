'use client'

import type { ReactNode } from 'react'
import { useEffect, useState } from 'react'
import { LiveContext } from './live-context.ts'
import { createBrowserStore } from './browser-store.ts'

interface LiveProviderProps {
  /** Origin of the event server; absent = the page's own, which rewrites `/live`. */
  url?: string
  /** Epoch ms when the server rendered the page: what `useServerNow` says until the page is alive. */
  now?: number
  children: ReactNode
}

/** The page's one socket and its store. Opens when mounted; survives StrictMode's second mount. */
export function LiveProvider({ url, now, children }: LiveProviderProps) {
  const [store] = useState(() => createBrowserStore({ url, renderedAt: now ?? null }))
  useEffect(() => store.start(), [store])
  return <LiveContext value={store}>{children}</LiveContext>
}
