'use client'

import { useMemo } from 'react'
import type { ViewSnapshot } from '#contract/view.ts'
import { useView } from '#components/live/use-view.ts'
import { rowsOfKind } from './rows-of-kind.ts'
import { secondsWindow } from './seconds-window.ts'

/** Records per second in the minute before `trueAt`, oldest first. */
export function useSeconds(initial: ViewSnapshot | undefined, trueAt: number): number[] {
  const { rows } = useView('wall', initial)
  return useMemo(() => secondsWindow(rowsOfKind(rows, 'second'), trueAt), [rows, trueAt])
}
