'use client'

import { useTranslations } from 'next-intl'
import type { CreateFailure } from './create-source.ts'

export function useCreateFailureWords(): (failure: CreateFailure) => string {
  const t = useTranslations('firstRun.failed')
  return (failure) =>
    failure.reason === 'unavailable' ? t('unavailable', { status: failure.status }) : t(failure.reason)
}
