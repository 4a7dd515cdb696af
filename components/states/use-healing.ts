'use client'

import { useRouter } from 'next/navigation'
import { useCallback, useEffect } from 'react'
import { useConnection } from '#components/live/use-connection.ts'

const retryMs = 10_000

/**
 * Asks for the page again as soon as the socket is connected, and every 10 s, as long as the component is mounted.
 *
 * @returns a function that asks at once.
 */
export function useHealing(): () => void {
  const router = useRouter()
  const { phase } = useConnection()
  const ask = useCallback(() => {
    router.refresh()
  }, [router])
  useEffect(() => {
    if (phase === 'live') ask()
    const timer = setInterval(ask, retryMs)
    return () => {
      clearInterval(timer)
    }
  }, [phase, ask])
  return ask
}
