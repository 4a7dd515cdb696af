'use client'

import { useTranslations } from 'next-intl'
import type { ViewSnapshot } from '#contract/view.ts'
import { niceTop } from '#components/charts/nice-scale.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { useSeconds } from './use-seconds.ts'

interface Minute {
  /** Per second, oldest first. */
  counts: number[]
  /** Where the scale ends. */
  top: number
  /** The curve in words. */
  label: string
}

/** The last minute, ready to be drawn. */
export function useMinute(initial: ViewSnapshot | undefined, trueAt: number): Minute {
  const t = useTranslations('wall.minute')
  const formats = useFormats()
  const counts = useSeconds(initial, trueAt)
  const high = Math.max(...counts)
  const label = t('label', { low: formats.integer(Math.min(...counts)), high: formats.integer(high) })
  return { counts, top: niceTop(high), label }
}
