'use client'

import { useEffect } from 'react'

/** Keeps the screen on while the page is visible. Browsers drop the lock with the tab, and know it on HTTPS only. */
export function useWakeLock(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | null = null
    let ended = false
    const acquire = async (): Promise<void> => {
      if (!('wakeLock' in navigator) || document.visibilityState !== 'visible') return
      try {
        lock = await navigator.wakeLock.request('screen')
        if (ended) await lock.release()
      } catch {
        // Low battery or policy: the screen may sleep, the page goes on.
      }
    }
    const onVisible = (): void => {
      void acquire()
    }
    onVisible()
    document.addEventListener('visibilitychange', onVisible)
    return () => {
      ended = true
      document.removeEventListener('visibilitychange', onVisible)
      void lock?.release()
    }
  }, [])
}
