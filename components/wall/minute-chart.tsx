'use client'

import { useTranslations } from 'next-intl'
import { memo } from 'react'
import type { ViewSnapshot } from '#contract/view.ts'
import { heightOf, linePath } from '#components/charts/line-path.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { useMinute } from './use-minute.ts'
import type { ViewAge } from './use-view-age.ts'

interface MinuteChartProps {
  viewAge: ViewAge
  initial: ViewSnapshot | undefined
}

const axis = 'absolute whitespace-nowrap text-11 text-ink-faint'

/** Records per second over the last minute. It ends at the moment the numbers are true at, and stands still with them. */
export const MinuteChart = memo(function MinuteChart({ viewAge, initial }: MinuteChartProps) {
  const t = useTranslations('wall.minute')
  const formats = useFormats()
  const { counts, top, label } = useMinute(initial, viewAge.trueAt)
  const { grey } = viewAge
  return (
    <div
      className="relative mt-6 mb-7 h-18 shrink-0 tablet:mt-7 tablet:h-26"
      style={{ marginLeft: `max(2rem, ${0.5 + 0.45 * formats.integer(top).length}rem)` }}
    >
      <svg
        viewBox="0 0 100 100"
        preserveAspectRatio="none"
        role="img"
        aria-label={label}
        fill="none"
        className="absolute inset-0 size-full overflow-visible [&_path]:[vector-effect:non-scaling-stroke]"
      >
        <path className="stroke-chart-grid" d="M0 50H100M0 0H100" />
        <path className="stroke-line-strong" d="M0 100H100" />
        <path
          className={grey ? 'stroke-stale' : 'stroke-chart-now'}
          strokeWidth={grey ? 1.25 : 1.75}
          strokeLinejoin="round"
          strokeLinecap="round"
          d={linePath(counts, top)}
        />
      </svg>
      <span
        className={`absolute left-full -m-[3.5px] size-[7px] rounded-full ${grey ? 'bg-surface shadow-[inset_0_0_0_1.5px_var(--stale)]' : 'bg-chart-now shadow-[0_0_0_2px_var(--surface)]'}`}
        style={{ top: `${heightOf(counts.at(-1) ?? 0, top)}%` }}
      />
      <span aria-hidden="true" className={`${axis} top-0 right-full -translate-x-2 -translate-y-1/2`}>
        {formats.integer(top)}
      </span>
      <span aria-hidden="true" className={`${axis} top-1/2 right-full -translate-x-2 -translate-y-1/2`}>
        {formats.integer(top / 2)}
      </span>
      <span aria-hidden="true" className={`${axis} top-full left-0 mt-1.25`}>
        {t('minuteAgo')}
      </span>
      <span aria-hidden="true" className={`${axis} top-full left-1/2 mt-1.25 hidden -translate-x-1/2 tablet:block`}>
        {t('halfMinuteAgo')}
      </span>
      <span aria-hidden="true" className={`${axis} top-full right-0 mt-1.25`}>
        {grey ? formats.second(viewAge.trueAt) : t('now')}
      </span>
    </div>
  )
})
