'use client'

import { useTranslations } from 'next-intl'
import { delayOf } from '#components/format/duration.ts'
import { useDuration } from '#components/format/use-duration.ts'
import type { Journey, Stage, StageName } from './journey.ts'

function share(part: number, whole: number): string {
  return whole === 0 ? '0%' : `${((part / whole) * 100).toFixed(1)}%`
}

function Bar({ stage, totalMs }: { stage: Stage; totalMs: number }) {
  return (
    <i
      className="absolute inset-y-0 min-w-px rounded-[2px] bg-accent"
      style={{ left: share(stage.startMs, totalMs), width: share(stage.ms, totalMs) }}
    />
  )
}

interface JourneyBarsProps {
  journey: Journey | null
  /** The stages of the one to come: the empty tracks that its bars will fill. */
  ahead: readonly StageName[]
}

/** One row a stage, each bar starting where the last one ended. */
export function JourneyBars({ journey, ahead }: JourneyBarsProps) {
  const t = useTranslations('journey')
  const duration = useDuration()
  const names = journey === null ? ahead : journey.stages.map((stage) => stage.name)
  return (
    <ol className="mt-3">
      {names.map((name, index) => {
        const stage = journey?.stages[index]
        return (
          <li
            key={name}
            className="grid h-5.5 grid-cols-[6.25rem_1fr_3.25rem] items-center gap-3 text-12 text-ink-muted"
          >
            <span>{t(name)}</span>
            <span aria-hidden="true" className="relative h-1.5 rounded-[2px] bg-fill">
              {stage !== undefined && journey !== null && <Bar stage={stage} totalMs={journey.totalMs} />}
            </span>
            <span className="text-right text-ink">{stage === undefined ? '' : duration(delayOf(stage.ms))}</span>
          </li>
        )
      })}
    </ol>
  )
}
