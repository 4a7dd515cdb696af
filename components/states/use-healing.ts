'use client'

import { useRouter } from 'next/navigation'
import { use, useCallback, useEffect, useSyncExternalStore } from 'react'
import { LiveContext } from '#components/live/live-context.ts'
import { askBuild } from './ask-build.ts'

const retryMs = 10_000
const nothing = (): void => undefined

/**
 * Asks for the page again as soon as the socket is connected, and every 10 s, as long as the component is mounted. Pages before
 * signing in have no socket: theirs is the 10 s.
 *
 * @returns a function that asks at once.
 */
export function useHealing(): () => void {
  const router = useRouter()
  const store = use(LiveContext)
  const subscribe = useCallback((listener: () => void) => store?.watchConnection(listener) ?? nothing, [store])
  const isLive = useSyncExternalStore(
    subscribe,
    () => store?.connection().phase === 'live',
    () => false,
  )
  const ask = useCallback(() => {
    void askBuild().then((build) => {
      // Of a page that cannot be fetched Next makes a navigation, which ends on the browser's own error page.
      if (build !== null) router.refresh()
    })
  }, [router])
  useEffect(() => {
    if (isLive) ask()
    const timer = setInterval(ask, retryMs)
    return () => {
      clearInterval(timer)
    }
  }, [isLive, ask])
  return ask
}
