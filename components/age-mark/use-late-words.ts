'use client'

import { useTranslations } from 'next-intl'
import { intervalOf } from '#components/format/duration.ts'
import { useDuration } from '#components/format/use-duration.ts'

/** How late something is; in its first second it is late and nothing more. */
export function useLateWords(): (lateMs: number) => string {
  const t = useTranslations('age')
  const duration = useDuration()
  return (lateMs) => (lateMs < 1000 ? t('justLate') : t('late', { late: duration(intervalOf(lateMs)) }))
}
