'use client'

import { useRouter } from 'next/navigation'
import { useCallback, useEffect } from 'react'

const everyMs = 10_000

/**
 * Has the page rendered anew every 10 s while it is looked at: refusals are rare, and are no view.
 *
 * @returns a function that does so at once.
 */
export function useRefreshing(): () => void {
  const router = useRouter()
  const refresh = useCallback(() => {
    router.refresh()
  }, [router])
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') refresh()
    }, everyMs)
    return () => clearInterval(timer)
  }, [refresh])
  return refresh
}
