'use client'

import { useTranslations } from 'next-intl'
import type { Duration } from './duration.ts'
import { useFormats } from './use-formats.ts'

/** Lengths of time in words: `0.3 s`, `19 min`, `3 h 12 min`. */
export function useDuration(): (duration: Duration) => string {
  const t = useTranslations('duration')
  const formats = useFormats()
  return (duration) => {
    switch (duration.unit) {
      case 'milliseconds':
        return t('milliseconds', { value: formats.integer(duration.value) })
      case 'tenths':
        return t('seconds', { value: formats.tenths(duration.value) })
      case 'seconds':
        return t('seconds', { value: formats.integer(duration.value) })
      case 'minutes':
        return t('minutes', { value: formats.integer(duration.value) })
      case 'hours':
        return duration.minutes === 0
          ? t('hours', { value: formats.integer(duration.value) })
          : t('hoursAndMinutes', {
              hours: formats.integer(duration.value),
              minutes: formats.integer(duration.minutes),
            })
      case 'days':
        return t('days', { value: formats.integer(duration.value) })
    }
  }
}
