'use client'

import { useRef } from 'react'
import type { ViewSnapshot } from '#contract/view.ts'
import { BusinessZone } from '#components/format/business-zone.ts'
import type { Qr } from '#components/qr/qr-code.tsx'
import { useServerNow } from '#components/live/use-connection.ts'
import type { Refusal } from '#components/states/refusal.ts'
import { useTotal } from '#components/wall/use-total.ts'
import { burnInShift } from './burn-in-shift.ts'
import { TvTrouble } from './tv-trouble.tsx'
import { TvWall } from './tv-wall.tsx'
import { useFullScreen } from './use-full-screen.ts'
import { useNewBuild } from './use-new-build.ts'
import { useWakeLock } from './use-wake-lock.ts'

interface TvScreenProps {
  /** Null when the event server could not be asked. */
  initial: ViewSnapshot | null
  company: string | null
  qr: Qr | null
  buildId: string
  /** Why `initial` is null. */
  refusal: Refusal | null
}

/** The wall on a television: dark, no chrome, awake, and up to date through restarts and nights. */
export function TvScreen({ initial, company, qr, buildId, refusal }: TvScreenProps) {
  const screen = useRef<HTMLDivElement>(null)
  const total = useTotal(initial ?? undefined)
  const minute = Math.floor((useServerNow(60_000) ?? 0) / 60_000)
  const toggleFullScreen = useFullScreen(screen)
  useWakeLock()
  useNewBuild(buildId)
  const { x, y } = burnInShift(minute)
  return (
    // A press anywhere is a convenience for remote controls; the keyboard's way is F.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
    <div
      ref={screen}
      data-tv=""
      data-theme="dark"
      onClick={toggleFullScreen}
      className="h-dvh overflow-hidden bg-bg text-ink"
    >
      <div className="flex h-full flex-col" style={{ transform: `translate(${x / 16}rem, ${y / 16}rem)` }}>
        {total === undefined ? (
          <TvTrouble refusal={refusal ?? { reason: 'unreachable' }} />
        ) : (
          <BusinessZone value={total.timeZone}>
            <TvWall initial={initial ?? undefined} total={total} company={company ?? total.company} qr={qr} />
          </BusinessZone>
        )}
      </div>
    </div>
  )
}
