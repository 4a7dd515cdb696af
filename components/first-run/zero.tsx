'use client'

import { useTranslations } from 'next-intl'
import type { StageTimes } from '#contract/freshness.ts'
import type { ViewSnapshot } from '#contract/view.ts'
import type { WallTotalRow } from '#contract/views/wall.ts'
import { AgeMark } from '#components/age-mark/age-mark.tsx'
import { useFormats } from '#components/format/use-formats.ts'
import { FirstJourney } from '#components/journey/first-journey.tsx'
import { useFirstJourney } from '#components/journey/use-first-journey.ts'
import { Button } from '#components/ui/button.tsx'
import { FittedNumber } from '#components/ui/fitted-number.tsx'
import { useAppliedAt } from '#components/wall/use-applied-at.ts'
import { useViewAge } from '#components/wall/use-view-age.ts'

interface ZeroProps {
  initial: ViewSnapshot
  total: WallTotalRow
  onOpenWall: () => void
}

/** Whichever comes first. */
const anyEvent = (asOf: StageTimes): StageTimes => asOf

/** The counter that turns from 0 to 1 in front of you, and the way of the event that did it. */
export function Zero({ initial, total, onOpenWall }: ZeroProps) {
  const t = useTranslations('firstRun')
  const wall = useTranslations('wall')
  const formats = useFormats()
  const journey = useFirstJourney('wall', anyEvent)
  const appliedAt = useAppliedAt()
  const empty = total.storedEver === 0 && total.receivedToday === 0
  const viewAge = useViewAge({ topic: 'wall', initial, inFlight: total.inFlight, empty })
  const offline = viewAge.grey && !empty
  return (
    <section
      aria-labelledby="received-today"
      className="flex min-w-0 flex-col border-line px-4 py-6 tablet:border-r tablet:px-8"
    >
      <div className="flex min-h-5 items-center justify-between text-12">
        <h2 id="received-today" className="text-ink-muted">
          {wall('receivedToday')}
        </h2>
        <AgeMark age={viewAge.age} now={viewAge.now} />
      </div>
      <p
        role="group"
        aria-labelledby="received-today"
        data-grey={offline}
        className={`@container mt-4 -ml-[0.06em] text-[16rem] leading-[13.5rem] font-title tracking-[-0.05em] max-tablet:text-[8rem] max-tablet:leading-[7rem] ${offline ? 'text-stale' : ''}`}
      >
        <FittedNumber text={formats.integer(total.receivedToday)} at={appliedAt} />
      </p>
      <p role="status" className="mt-5 max-w-96 text-ink-muted">
        {empty ? t('wait') : t('arrived')}
      </p>
      {!empty && (
        <Button variant="primary" onClick={onOpenWall} className="mt-3 self-start">
          {t('openWall')}
        </Button>
      )}
      <div className="mt-10 border-t border-line pt-4">
        <FirstJourney journey={journey} />
      </div>
    </section>
  )
}
