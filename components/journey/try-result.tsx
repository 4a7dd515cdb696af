'use client'

import { TriangleAlert } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { delayOf } from '#components/format/duration.ts'
import { useDuration } from '#components/format/use-duration.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { pressStages } from './journey.ts'
import { JourneyBars } from './journey-bars.tsx'
import type { TryFailure } from './try-failure.ts'
import { useFailureWords } from './use-failure-words.ts'
import type { TryState } from './use-try.ts'

function Failure({ failure }: { failure: TryFailure }) {
  const failureWords = useFailureWords()
  return (
    <p role="alert" className="flex items-start gap-2 text-bad">
      <TriangleAlert aria-hidden="true" strokeWidth={1.6} className="mt-0.5 size-4" />
      {failureWords(failure)}
    </p>
  )
}

/** The journey of the last press, or why there is none. */
export function TryResult({ state }: { state: TryState }) {
  const t = useTranslations('try')
  const formats = useFormats()
  const duration = useDuration()
  const journey = state.phase === 'arrived' ? state.journey : null
  return (
    <div role={state.phase === 'failed' ? undefined : 'status'} className="mt-5">
      {state.phase === 'failed' ? (
        <Failure failure={state.failure} />
      ) : (
        <div className="flex min-h-5 items-center justify-between gap-2">
          <h3 className="text-12 text-ink-muted">
            {state.phase === 'arrived' ? t('lastEvent', { time: formats.second(state.at) }) : t('journeyAhead')}
          </h3>
          <span className={journey === null ? 'text-12 text-ink-muted' : 'font-number'}>
            {journey !== null && duration(delayOf(journey.totalMs))}
            {state.phase === 'sending' && t('onItsWay')}
          </span>
        </div>
      )}
      <JourneyBars journey={journey} ahead={pressStages} />
    </div>
  )
}
