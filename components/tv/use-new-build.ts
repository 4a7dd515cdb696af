'use client'

import { useEffect } from 'react'
import { useConnection } from '#components/live/use-connection.ts'
import { askBuild } from '#components/states/ask-build.ts'
import { reloadReason } from './reload-reason.ts'

const checkMs = 60_000

/** Loads the page again when the app has a new build, or after a day; asked once a minute and on every reconnect. */
export function useNewBuild(ownBuild: string): void {
  const connected = useConnection().phase === 'live'
  useEffect(() => {
    const check = async (): Promise<void> => {
      const servedBuild = await askBuild()
      const isFullScreen = document.fullscreenElement !== null
      if (reloadReason({ ownBuild, servedBuild, connected, upMs: performance.now(), isFullScreen }) !== null) {
        location.reload()
      }
    }
    void check()
    const timer = setInterval(() => void check(), checkMs)
    return () => {
      clearInterval(timer)
    }
  }, [ownBuild, connected])
}
