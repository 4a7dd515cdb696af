import { memo } from 'react'
import { linePath } from './line-path.ts'

/** A grey line that informs and does not compare: it fits its own range and has no scale. null = nothing is known. */
export const Sparkline = memo(function Sparkline({ values }: { values: readonly (number | null)[] }) {
  const top = Math.max(1, ...values.map((value) => value ?? 0)) * 1.1
  return (
    <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true" className="h-4.5 w-26 overflow-visible">
      <path
        d={linePath(values, top)}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.25"
        strokeLinejoin="round"
        strokeLinecap="round"
        vectorEffect="non-scaling-stroke"
        className="text-ink-faint"
      />
    </svg>
  )
})
