'use client'

import type { ViewSnapshot } from '#contract/view.ts'
import type { WallTotalRow } from '#contract/views/wall.ts'
import { useRow } from '#components/live/use-view.ts'

/** The views that have the counter: the whole wall, and the counter alone. */
export type TotalTopic = 'wall' | 'wall-total'

/** The wall's totals; undefined until the first rows are there. */
export function useTotal(initial: ViewSnapshot | undefined, topic: TotalTopic = 'wall'): WallTotalRow | undefined {
  const row = useRow(topic, 'total', initial)
  return row?.kind === 'total' ? row : undefined
}
