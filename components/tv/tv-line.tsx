'use client'

import type { ViewSnapshot } from '#contract/view.ts'
import { heightOf, linePath } from '#components/charts/line-path.ts'
import { useMinute } from '#components/wall/use-minute.ts'
import type { ViewAge } from '#components/wall/use-view-age.ts'

/** The last minute as a line without a scale: from six metres its shape is what can be read. */
export function TvLine({ viewAge, initial }: { viewAge: ViewAge; initial: ViewSnapshot | undefined }) {
  const { counts, top, label } = useMinute(initial, viewAge.trueAt)
  return (
    <div className="relative col-span-2 mt-9 h-26">
      <svg
        viewBox="0 0 100 100"
        preserveAspectRatio="none"
        role="img"
        aria-label={label}
        fill="none"
        className="absolute inset-0 size-full overflow-visible [&_path]:[vector-effect:non-scaling-stroke]"
      >
        <path className="stroke-line-strong [stroke-width:0.125rem]" d="M0 100H100" />
        <path
          className={`[stroke-width:0.25rem] ${viewAge.grey ? 'stroke-stale' : 'stroke-chart-now'}`}
          strokeLinejoin="round"
          strokeLinecap="round"
          d={linePath(counts, top)}
        />
      </svg>
      <span
        className={`absolute left-full -m-2.25 size-4.5 rounded-full shadow-[0_0_0_0.3125rem_var(--bg)] ${viewAge.grey ? 'bg-stale' : 'bg-chart-now'}`}
        style={{ top: `${heightOf(counts.at(-1) ?? 0, top)}%` }}
      />
    </div>
  )
}
