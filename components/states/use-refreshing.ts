'use client'

import { useRouter } from 'next/navigation'
import { useCallback, useEffect } from 'react'
import { useConnection } from '#components/live/use-connection.ts'

export const refreshSeconds = 10

/**
 * Has the page rendered anew every 10 s while it is looked at: refusals are rare, and are no view. Not while the line is
 * lost: a page that cannot be read replaces the one that is there.
 *
 * @param isHeld what somebody has entered would go with the page.
 * @returns a function that does so at once.
 */
export function useRefreshing(isHeld = false): () => void {
  const router = useRouter()
  const { phase } = useConnection()
  const refresh = useCallback(() => {
    router.refresh()
  }, [router])
  useEffect(() => {
    if (phase !== 'live' || isHeld) return undefined
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') refresh()
    }, refreshSeconds * 1000)
    return () => clearInterval(timer)
  }, [phase, isHeld, refresh])
  return refresh
}
