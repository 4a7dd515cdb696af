'use client'

import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import type { ScreenState } from '#contract/tv-screens.ts'
import { beginScreen, readScreenState } from './screen-requests.ts'

/** How often a screen that waits looks whether somebody has paired it. */
const everyMs = 2000

/** A television that nobody has paired yet: its code, large, until it is. */
export function WaitingScreen({ initial }: { initial: ScreenState | null }) {
  const t = useTranslations('screens')
  const [state, setState] = useState(initial)
  useEffect(() => {
    let isOver = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = async (): Promise<void> => {
      let found = await readScreenState()
      if (found?.state === 'unknown') {
        const begun = await beginScreen()
        found = begun.ok ? begun.value : null
      }
      if (isOver) return
      // Anew, with a socket that knows who looks.
      if (found?.state === 'paired') return location.reload()
      setState(found)
      timer = setTimeout(() => void look(), everyMs)
    }
    void look()
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [])
  return (
    <main
      data-tv=""
      data-theme="dark"
      className="grid h-dvh place-content-center justify-items-center gap-8 bg-bg p-8 text-center text-ink"
    >
      <h1 className="text-[2.75rem] leading-13 font-title tracking-[-0.02em]">{t('show')}</h1>
      <p role="status" className="font-mono text-[min(18vw,12rem)] leading-none font-strong tracking-[0.08em]">
        {state?.state === 'waiting' ? (
          state.code
        ) : (
          <span className="text-[2.75rem] tracking-normal">{t(state ? 'starting' : 'unreachable')}</span>
        )}
      </p>
      <p className="text-[2.125rem] leading-10 text-ink-muted">{t('expires')}</p>
    </main>
  )
}
