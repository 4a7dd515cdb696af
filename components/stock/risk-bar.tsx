'use client'

import type { PlaceState } from '#contract/views/stock.ts'
import { useFormats } from '#components/format/use-formats.ts'

const colours: Record<PlaceState, string> = {
  out: 'bg-bad',
  'at-risk': 'bg-warn',
  fine: 'bg-ink-faint',
  unknown: 'bg-stale',
}

interface RiskBarProps {
  /** 0 to 1. */
  risk: number
  state: PlaceState
  grey: boolean
}

export function RiskBar({ risk, state, grey }: RiskBarProps) {
  const formats = useFormats()
  return (
    <span className="inline-grid grid-cols-[3.5rem_2.5rem] items-center gap-3">
      <span aria-hidden="true" className="h-1 rounded-[2px] bg-fill-strong">
        <i
          className={`block h-full rounded-[2px] transition-[width] duration-(--d-move) ease-change ${grey ? 'bg-stale' : colours[state]}`}
          style={{ width: `${(risk * 100).toFixed(1)}%` }}
        />
      </span>
      <span className="text-right">{formats.percent(Math.round(risk * 100) / 100)}</span>
    </span>
  )
}
