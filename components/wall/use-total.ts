'use client'

import type { ViewSnapshot } from '#contract/view.ts'
import type { WallTotalRow } from '#contract/views/wall.ts'
import { useRow } from '#components/live/use-view.ts'

/** The wall's totals; undefined until the first rows are there. */
export function useTotal(initial: ViewSnapshot | undefined): WallTotalRow | undefined {
  const row = useRow('wall', 'total', initial)
  return row?.kind === 'total' ? row : undefined
}
