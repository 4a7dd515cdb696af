'use client'

import { Link } from '#components/ui/link.tsx'
import { useTranslations } from 'next-intl'
import type { ViewSnapshot } from '#contract/view.ts'
import { AgeMark } from '#components/age-mark/age-mark.tsx'
import { useFormats } from '#components/format/use-formats.ts'
import { TryResult } from '#components/journey/try-result.tsx'
import { useTry } from '#components/journey/use-try.ts'
import { ConnectionMark } from '#components/shell/connection-mark.tsx'
import { FittedNumber } from '#components/ui/fitted-number.tsx'
import { useAppliedAt } from '#components/wall/use-applied-at.ts'
import { useTotal } from '#components/wall/use-total.ts'
import { useViewAge } from '#components/wall/use-view-age.ts'
import { HugeButton } from './huge-button.tsx'

/** All that phones of nobody may see. */
const topic = 'wall-total'

/** What the code on the big screen opens: one button for a thumb, and the count that everybody sees. */
export function TryScreen({ initial, isGuest }: { initial: ViewSnapshot; isGuest: boolean }) {
  const t = useTranslations('try')
  const formats = useFormats()
  const { state, reach, press } = useTry(topic)
  const total = useTotal(initial, topic)
  const inFlight = total?.inFlight ?? 0
  const empty = total === undefined || (total.storedEver === 0 && total.receivedToday === 0)
  const viewAge = useViewAge({ topic, initial, inFlight, empty })
  const appliedAt = useAppliedAt(topic)
  const text = formats.integer(total?.receivedToday ?? 0)
  return (
    <div className="flex flex-1 flex-col gap-6 p-4 pb-[calc(1rem+env(safe-area-inset-bottom))]">
      <header className="flex items-center justify-between">
        <h1 className="text-17 font-strong">{t('page')}</h1>
        <ConnectionMark />
      </header>
      <section>
        <div className="flex items-center justify-between gap-2 text-12">
          <h2 id="try-count" className="text-ink-muted">
            {t('countToday')}
          </h2>
          <AgeMark age={viewAge.age} now={viewAge.now} />
        </div>
        <p
          role="group"
          aria-labelledby="try-count"
          data-grey={viewAge.grey}
          className={`@container mt-1 text-[3.5rem] leading-none font-title tracking-[-0.04em] ${viewAge.grey ? 'text-stale' : ''}`}
        >
          <FittedNumber text={text} at={appliedAt} />
        </p>
      </section>
      <HugeButton state={state} onReach={reach} onPress={press} />
      <p className="text-ink-muted">{t('explain')}</p>
      <TryResult state={state} />
      {!isGuest && (
        <Link href="/" className="mt-auto inline-flex h-11 items-center self-start font-medium text-accent">
          {t('openWall')}
        </Link>
      )}
    </div>
  )
}
