'use client'

import type { ViewSnapshot } from '#contract/view.ts'
import type { WallTotalRow } from '#contract/views/wall.ts'
import type { Qr } from '#components/qr/qr-code.tsx'
import { Announcer } from './announcer.tsx'
import { BrokenSources } from './broken-sources.tsx'
import { Facts } from './facts.tsx'
import { LatestEvents } from './latest-events.tsx'
import { MinuteChart } from './minute-chart.tsx'
import { Received } from './received.tsx'
import { SourceTable } from './source-table.tsx'
import { TryPanel } from './try-panel.tsx'
import { useViewAge } from './use-view-age.ts'

interface WallProps {
  initial: ViewSnapshot | undefined
  total: WallTotalRow
  qr: Qr | null
}

/** The living counter: what has been received, what is stored, and what is on the way, now. */
export function Wall({ initial, total, qr }: WallProps) {
  const viewAge = useViewAge({
    topic: 'wall',
    initial,
    inFlight: total.inFlight,
    empty: total.storedEver === 0 && total.receivedToday === 0,
  })
  return (
    <div className="flex-1 side:grid side:grid-cols-[minmax(0,1fr)_20rem] desk:grid-cols-[minmax(0,1fr)_24.5rem]">
      <section
        aria-labelledby="received-today"
        className="flex min-w-0 flex-col px-4 pt-5 tablet:pt-6 tablet:pr-6 tablet:pb-5 tablet:pl-8"
      >
        <BrokenSources viewAge={viewAge} initial={initial} />
        <Received total={total} viewAge={viewAge} />
        <Facts total={total} viewAge={viewAge} initial={initial} />
        <MinuteChart viewAge={viewAge} initial={initial} />
        <SourceTable viewAge={viewAge} initial={initial} />
      </section>
      <aside className="flex min-w-0 flex-col border-line side:border-l">
        <TryPanel qr={qr} />
        <LatestEvents grey={viewAge.grey} initial={initial} />
      </aside>
      <Announcer initial={initial} />
    </div>
  )
}
