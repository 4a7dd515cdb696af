'use client'

import { useTranslations } from 'next-intl'
import type { RequestFailure } from '#components/sources/send-request.ts'

export function useCreateFailureWords(): (failure: RequestFailure) => string {
  const t = useTranslations('firstRun.failed')
  return (failure) => {
    if (failure.reason === 'unavailable') return t('unavailable', { status: failure.status })
    if (failure.reason === 'wrong') return failure.status === 409 ? t('conflict') : t('slug')
    return t(failure.reason)
  }
}
