'use client'

import type { RefObject } from 'react'
import { useCallback, useEffect } from 'react'

/** `F` or the returned function goes to full screen and back. A refusal leaves the page as it is. */
export function useFullScreen(screen: RefObject<HTMLElement | null>): () => void {
  const toggle = useCallback(() => {
    const change = document.fullscreenElement === null ? screen.current?.requestFullscreen() : document.exitFullscreen()
    change?.catch(() => undefined)
  }, [screen])
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() === 'f' && !event.ctrlKey && !event.metaKey && !event.altKey) toggle()
    }
    window.addEventListener('keydown', onKey)
    return () => {
      window.removeEventListener('keydown', onKey)
    }
  }, [toggle])
  return toggle
}
