'use client'

import { BellRing, Pause } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { SourcesRow } from '#contract/views/sources.ts'
import { captureAge } from '#components/capture/capture-age.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { SourceAge, useSourceAge } from '#components/wall/source-age.tsx'
import type { ViewAge } from '#components/wall/use-view-age.ts'

const mark = 'inline-flex items-center gap-[0.4em] whitespace-nowrap'

/** How a source is: paused, silent, or as old as its age mark says. */
export function SourceState({ source, viewAge }: { source: SourcesRow; viewAge: ViewAge }) {
  const t = useTranslations('sources.state')
  const formats = useFormats()
  const aged = { ...source, asOf: source.capture?.asOf ?? null }
  const sent = useSourceAge(aged, viewAge)
  const age = source.capture === null ? sent : captureAge(source, source.capture, viewAge)
  if (!source.enabled) {
    return (
      <span data-state="paused" className={`${mark} text-ink-muted`}>
        <Pause aria-hidden="true" strokeWidth={1.6} className="size-[1em]" />
        {t('paused')}
      </span>
    )
  }
  if (source.silentSince !== null && age.state !== 'offline' && age.state !== 'broken') {
    return (
      <span data-state="silent" className={`${mark} ${viewAge.grey ? 'text-stale' : 'text-bad'}`}>
        <BellRing aria-hidden="true" strokeWidth={1.6} className="size-[1em]" />
        {t('silent', { time: formats.since(source.silentSince, viewAge.now) })}
      </span>
    )
  }
  if (age.state === 'none' && source.capture === null) {
    return (
      <span data-state="never-heard" className={`${mark} text-stale`}>
        {t('neverHeard')}
      </span>
    )
  }
  return <SourceAge source={aged} age={age} now={viewAge.now} />
}
