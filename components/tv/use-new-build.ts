'use client'

import { useEffect } from 'react'
import { useConnection } from '#components/live/use-connection.ts'
import { reloadReason } from './reload-reason.ts'

const checkMs = 60_000

async function askBuild(): Promise<string | null> {
  try {
    const response = await fetch('/build-id', { cache: 'no-store', signal: AbortSignal.timeout(10_000) })
    const answer: unknown = response.ok ? await response.json() : null
    if (typeof answer !== 'object' || answer === null || !('buildId' in answer)) return null
    return typeof answer.buildId === 'string' ? answer.buildId : null
  } catch {
    return null
  }
}

/** Loads the page again when the app has a new build, or after a day; asked once a minute and on every reconnect. */
export function useNewBuild(ownBuild: string): void {
  const connected = useConnection().phase === 'live'
  useEffect(() => {
    const check = async (): Promise<void> => {
      const servedBuild = await askBuild()
      if (reloadReason({ ownBuild, servedBuild, connected, upMs: performance.now() }) !== null) location.reload()
    }
    void check()
    const timer = setInterval(() => void check(), checkMs)
    return () => {
      clearInterval(timer)
    }
  }, [ownBuild, connected])
}
