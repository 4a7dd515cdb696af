'use client'

import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { useConnection } from '#components/live/use-connection.ts'
import { Failed } from './failed.tsx'
import { Forbidden } from './forbidden.tsx'
import type { Refusal } from './refusal.ts'

/** How often a page that could not be read is asked for again, connected or not. */
const retryMs = 10_000

/** A page whose view could not be read. It asks again as soon as the socket is connected, and every 10 s. */
export function Trouble({ refusal }: { refusal: Refusal }) {
  const router = useRouter()
  const { phase } = useConnection()
  const waits = refusal.reason !== 'forbidden'
  useEffect(() => {
    if (!waits) return
    if (phase === 'live') router.refresh()
    const timer = setInterval(() => {
      router.refresh()
    }, retryMs)
    return () => {
      clearInterval(timer)
    }
  }, [phase, router, waits])
  if (refusal.reason === 'forbidden') return <Forbidden />
  return (
    <Failed
      status={refusal.reason === 'failed' ? refusal.status : null}
      onRetry={() => {
        router.refresh()
      }}
    />
  )
}
