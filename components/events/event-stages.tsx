'use client'

import { useTranslations } from 'next-intl'
import type { EventStages as Stages } from '#contract/api.ts'
import type { WireEvent } from '#contract/event.ts'
import { delayOf } from '#components/format/duration.ts'
import { useDuration } from '#components/format/use-duration.ts'
import { JourneyBars } from '#components/journey/journey-bars.tsx'
import type { JourneyTimes } from '#components/journey/journey.ts'
import { journeyOf, patchStages } from '#components/journey/journey.ts'
import { useLiveStore } from '#components/live/live-context.ts'
import type { AppliedSample } from '#components/live/view-state.ts'
import { isAfter } from './event-lines.ts'

/** A longer way is no way but a record of the past: its bar would leave nothing of the others. */
const longestNetworkMs = 60_000
/** What this screen's idea of the server's clock may be wrong by. */
const clockErrorMs = 20

interface EventStagesProps {
  event: WireEvent
  stages: Stages
  topic: string
}

/** When it reached each stage, as far as somebody measured it; the last two only if it came while this screen watched. */
export function EventStages({ event, stages, topic }: EventStagesProps) {
  const t = useTranslations('eventLog')
  const duration = useDuration()
  const store = useLiveStore()
  if (stages.storedAt === null) return <p className="text-12 text-ink-muted">{t('stagesForgotten')}</p>
  const journey = journeyOf(timesOf(event, stages, paintOf(store.samples(topic), event, stages)))
  return (
    <>
      <JourneyBars journey={journey} ahead={patchStages} />
      <p className="mt-2 flex justify-between border-t border-line pt-2 text-12 text-ink-muted">
        {t('total')}
        <span className="text-13 font-number text-ink">{duration(delayOf(journey.totalMs))}</span>
      </p>
    </>
  )
}

function timesOf(event: WireEvent, stages: Stages, paint: AppliedSample | null): JourneyTimes {
  const [occurredAt, receivedAt] = [Date.parse(event.occurredAt), Date.parse(event.receivedAt)]
  const networkMs = receivedAt - occurredAt
  return {
    sentAt: networkMs > 0 && networkMs <= longestNetworkMs ? occurredAt : null,
    receivedAt,
    admittedAt: null,
    ...stages,
    appliedAt: paint?.appliedAt ?? null,
    paintedAt: paint?.paintedAt ?? null,
  }
}

/**
 * The first patch that reached the event's position, if this screen had heard the one before it; the very first one only
 * says which event it brought by that event's time.
 */
function paintOf(
  samples: readonly AppliedSample[],
  { position, receivedAt }: Pick<WireEvent, 'position' | 'receivedAt'>,
  { projectedAt }: Stages,
): AppliedSample | null {
  const index = samples.findIndex((sample) => !isAfter(position, sample.position))
  const sample = samples[index]
  if (sample?.how !== 'patch') return null
  // This view reads the log itself, and may have shown it before the projection had it: then its way ends there.
  if (projectedAt !== null && sample.appliedAt < projectedAt - clockErrorMs) return null
  return index > 0 || sample.asOf?.receivedAt === Date.parse(receivedAt) ? sample : null
}
