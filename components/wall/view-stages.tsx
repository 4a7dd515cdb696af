'use client'

import { useTranslations } from 'next-intl'
import { delayOf, intervalOf } from '#components/format/duration.ts'
import { useDuration } from '#components/format/use-duration.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { JourneyBars } from '#components/journey/journey-bars.tsx'
import { journeyOf, patchStages } from '#components/journey/journey.ts'
import { useServerNow } from '#components/live/use-connection.ts'
import { useLiveStore } from '#components/live/live-context.ts'
import { useDoorToScreen } from './use-door-to-screen.ts'

interface ViewStagesProps {
  topic: string
  title: string
  /** From the door to the screen within this time, as the view promises. */
  targetSeconds: number
}

/** What opens from the age mark of a view: the newest event's way, its sum, and how often the promise was kept. */
export function ViewStages({ topic, title, targetSeconds }: ViewStagesProps) {
  const t = useTranslations('wall.stages')
  const duration = useDuration()
  const formats = useFormats()
  const store = useLiveStore()
  const now = useServerNow(1000) ?? 0
  const measured = useDoorToScreen(now, { topic, targetSeconds })
  const sample = store.samples(topic).findLast(({ how, asOf }) => how === 'patch' && asOf !== null)
  const promise = duration(intervalOf(targetSeconds * 1000))
  const asOf = sample?.asOf
  const journey =
    sample === undefined || asOf == null
      ? null
      : journeyOf({
          ...asOf,
          sentAt: asOf.occurredAt < asOf.receivedAt ? asOf.occurredAt : null,
          admittedAt: null,
          appliedAt: sample.appliedAt,
          paintedAt: sample.paintedAt,
        })
  return (
    <>
      <div className="flex items-center justify-between gap-2">
        <span className="text-13 font-strong">{title}</span>
        <span className="text-ink-muted">
          {measured === null
            ? t('promise', { promise })
            : t('promiseKept', { promise, kept: formats.percent(measured.kept) })}
        </span>
      </div>
      <JourneyBars journey={journey} ahead={patchStages} />
      {journey !== null && asOf != null && (
        <div className="mt-3 flex justify-between border-t border-line pt-3 text-ink-muted">
          <span>{t('eventOf', { time: formats.tenth(asOf.receivedAt) })}</span>
          <span className="text-13 font-number text-ink">{duration(delayOf(journey.totalMs))}</span>
        </div>
      )}
    </>
  )
}
