'use client'

import { useTranslations } from 'next-intl'
import type { Age } from '#components/age-mark/age-of.ts'
import { AgeGlyph } from '#components/age-mark/age-glyph.tsx'
import { delayOf } from '#components/format/duration.ts'
import { useDuration } from '#components/format/use-duration.ts'
import type { ConnectionPhase } from '#components/live/connection-state.ts'
import { useConnection } from '#components/live/use-connection.ts'

const glyphs: Record<ConnectionPhase, Age> = {
  connecting: { state: 'catching-up', until: 0 },
  live: { state: 'live', ageMs: 0 },
  silent: { state: 'stale', since: 0 },
  reconnecting: { state: 'catching-up', until: 0 },
  offline: { state: 'offline', lastKnownAt: 0 },
}

/** The one place that tells whether this screen hears the server. */
export function ConnectionMark() {
  const t = useTranslations('connection')
  const duration = useDuration()
  const { phase, rttMs } = useConnection()
  return (
    <span
      data-connection={phase}
      className="inline-flex items-center gap-1.75 whitespace-nowrap text-12 text-ink-muted"
    >
      <AgeGlyph age={glyphs[phase]} />
      <span>
        <b className="font-medium text-ink" role="status">
          {t(phase)}
        </b>
        {phase === 'live' && rttMs !== null && (
          <span className="max-tablet:hidden">{` · ${duration(delayOf(rttMs))}`}</span>
        )}
      </span>
    </span>
  )
}
