'use client'

import { useTranslations } from 'next-intl'
import type { ViewSnapshot } from '#contract/view.ts'
import type { WallTotalRow } from '#contract/views/wall.ts'
import { AgeMark } from '#components/age-mark/age-mark.tsx'
import { useFormats } from '#components/format/use-formats.ts'
import type { Qr } from '#components/qr/qr-code.tsx'
import { QrCode } from '#components/qr/qr-code.tsx'
import { BrandMark } from '#components/shell/brand-mark.tsx'
import { FittedNumber } from '#components/ui/fitted-number.tsx'
import { useAppliedAt } from '#components/wall/use-applied-at.ts'
import { useViewAge } from '#components/wall/use-view-age.ts'
import { TvFacts } from './tv-facts.tsx'
import { TvLine } from './tv-line.tsx'
import { TvSources } from './tv-sources.tsx'

interface TvWallProps {
  initial: ViewSnapshot | undefined
  total: WallTotalRow
  company: string
  qr: Qr | null
}

/** All sizes are those of a 1920 × 1080 picture; the page's rem follows the window. */
export function TvWall({ initial, total, company, qr }: TvWallProps) {
  const t = useTranslations('wall')
  const tv = useTranslations('tv')
  const formats = useFormats()
  const empty = total.storedEver === 0 && total.receivedToday === 0
  const viewAge = useViewAge({ topic: 'wall', initial, inFlight: total.inFlight, empty })
  const appliedAt = useAppliedAt()
  const text = formats.integer(total.receivedToday)
  return (
    <div className="grid flex-1 grid-rows-[auto_1fr_auto] px-18 pt-13 pb-12">
      <header className="flex items-center gap-5 text-[2.125rem] leading-10 text-ink-muted">
        <BrandMark className="size-10" />
        <b className="font-title tracking-[-0.015em] text-ink">Vigie</b>
        <span className="truncate">{company}</span>
        <time className="ml-auto whitespace-nowrap font-medium text-ink">
          {formats.day(viewAge.now, viewAge.now)}, {formats.second(viewAge.now)}
        </time>
      </header>
      <main className="grid grid-cols-[minmax(0,1fr)_auto] grid-rows-[auto_auto_1fr_auto] gap-x-18 pt-13 pb-9">
        <div className="col-span-2 flex items-center justify-between text-[2.125rem] leading-10">
          <h1 id="tv-received" className="text-[2.75rem] leading-13 font-[440] text-ink-muted">
            {t('receivedToday')}
          </h1>
          <AgeMark age={viewAge.age} now={viewAge.now} />
        </div>
        <p
          role="group"
          aria-labelledby="tv-received"
          data-grey={viewAge.grey}
          className={`@container col-span-2 mt-4.5 -ml-3.5 text-[22.875rem] leading-[20.625rem] font-title tracking-[-0.042em] whitespace-nowrap ${viewAge.grey ? 'text-stale' : ''}`}
        >
          <FittedNumber text={text} at={appliedAt} />
        </p>
        <TvFacts total={total} viewAge={viewAge} initial={initial} />
        {qr !== null && (
          <div className="flex items-center gap-7 self-center pt-5">
            <QrCode qr={qr} className="size-46 rounded-3" />
            <p className="text-[2.125rem] leading-10 whitespace-pre-line text-ink-muted">{tv('scan')}</p>
          </div>
        )}
        <TvLine viewAge={viewAge} initial={initial} />
      </main>
      <TvSources viewAge={viewAge} initial={initial} />
    </div>
  )
}
