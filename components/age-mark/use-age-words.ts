'use client'

import { useTranslations } from 'next-intl'
import { durationOf, intervalOf } from '#components/format/duration.ts'
import { useDuration } from '#components/format/use-duration.ts'
import { useFormats } from '#components/format/use-formats.ts'
import type { Age } from './age-of.ts'
import { useLateWords } from './use-late-words.ts'

/** What an age mark says beside its glyph. `now` decides whether a time needs its date. */
export function useAgeWords(): (age: Age, now: number) => string {
  const t = useTranslations('age')
  const duration = useDuration()
  const late = useLateWords()
  const formats = useFormats()
  return (age, now) => {
    switch (age.state) {
      case 'live':
        return t('live', { age: duration(durationOf(age.ageMs)) })
      case 'on-time':
        return t('onTime', { age: duration(durationOf(age.ageMs)), promise: duration(intervalOf(age.everyMs)) })
      case 'late':
        return `${duration(durationOf(age.ageMs))} · ${late(age.lateMs)}`
      case 'stale':
        return t('stale', { time: formats.since(age.since, now) })
      case 'partial':
        return t('partial', { heard: formats.integer(age.heard), expected: formats.integer(age.expected) })
      case 'catching-up':
        return t('catchingUp', { time: formats.since(age.until, now) })
      case 'broken':
        return t('broken', { time: formats.since(age.since, now) })
      case 'offline':
        return t('offline', { time: formats.since(age.lastKnownAt, now) })
      case 'none':
        return t('none')
    }
  }
}
