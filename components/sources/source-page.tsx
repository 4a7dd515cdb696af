'use client'

import { useTranslations } from 'next-intl'
import type { Source } from '#contract/api.ts'
import type { ViewSnapshot } from '#contract/view.ts'
import { CaptureActions, CapturePanel } from '#components/capture/capture-panel.tsx'
import { useRow } from '#components/live/use-view.ts'
import { useViewAge } from '#components/wall/use-view-age.ts'
import { BackLink } from './back-link.tsx'
import { FeedPanel } from './feed-panel.tsx'
import { FirstEvent } from './first-event.tsx'
import type { KindForm } from './kind-form.ts'
import { PauseSource } from './pause-source.tsx'
import { RotateSecret } from './rotate-secret.tsx'
import { SourceSettings } from './source-settings.tsx'
import { SourceState } from './source-state.tsx'
import type { SourceWay } from './source-way.ts'
import { wayOf } from './source-way.ts'
import { useKindWords } from './use-kind-words.ts'
import { WayIn } from './way-in.tsx'

interface SourcePageProps {
  source: Source
  /** Absent when this server no longer knows the kind. */
  kind: KindForm | undefined
  initial: ViewSnapshot
  /** Where this installation is reached. */
  origin: string
}

const pausedOf = {
  sent: 'pause.paused',
  captured: 'pause.capturedPaused',
  read: 'pause.readPaused',
} as const satisfies Record<SourceWay, string>

/** One source: its way in or its capture, its first event as it arrives, and what may be changed of it. */
export function SourcePage({ source, kind, initial, origin }: SourcePageProps) {
  const t = useTranslations('sources')
  const words = useKindWords()
  const row = useRow('sources', `source:${source.slug}`, initial)
  const viewAge = useViewAge({ topic: 'sources', initial, inFlight: 0, empty: false })
  const enabled = row?.enabled ?? source.enabled
  const way = wayOf(kind)
  return (
    <article aria-labelledby="source" className="grid max-w-240 px-4 py-5 tablet:px-8">
      <BackLink />
      <header className="mb-5 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <h2 id="source" className="text-18 font-title wrap-anywhere">
            {row?.name ?? source.name}
          </h2>
          <p className="text-12 text-ink-muted">
            {words(source.kind).name} · <code className="font-mono">{source.slug}</code>
          </p>
          {row !== undefined && (
            <p className="mt-1 text-12">
              <SourceState source={row} viewAge={viewAge} />
            </p>
          )}
        </div>
        <PauseSource slug={source.slug} enabled={enabled} way={way} />
      </header>
      {!enabled && <p className="mb-5 bg-stale-soft px-3 py-2">{t(pausedOf[way])}</p>}
      {way === 'captured' && <CapturePanel source={source} row={row} viewAge={viewAge} />}
      {way === 'read' && (
        <FeedPanel slug={source.slug} feed={row?.feed ?? null} now={viewAge.now} grey={viewAge.grey} />
      )}
      {row !== undefined && <FirstEvent row={row} initial={initial} grey={viewAge.grey} isCaptured={way !== 'sent'} />}
      {way === 'captured' ? (
        <>
          <CaptureActions source={source} row={row} />
          <SourceSettings source={source} fields={[]} isCaptured />
        </>
      ) : (
        <>
          {way === 'sent' && <WayIn source={source} origin={origin} />}
          <SourceSettings source={source} fields={kind?.fields ?? []} isCaptured={way === 'read'} />
          <RotateSecret source={source} assignsSecret={kind?.assignsSecret ?? false} />
        </>
      )}
    </article>
  )
}
