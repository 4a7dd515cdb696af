'use client'

import { useTranslations } from 'next-intl'
import type { TryFailure } from './try-failure.ts'

/** What happened to a press that did not come back, and what to do. */
export function useFailureWords(): (failure: TryFailure) => string {
  const t = useTranslations('try.failed')
  return (failure) => {
    switch (failure.reason) {
      case 'busy':
        return failure.retrySeconds === null ? t('busy') : t('busyFor', { seconds: failure.retrySeconds })
      case 'unavailable':
        return t('unavailable', { status: failure.status })
      case 'refused':
        return t('refused', { status: failure.status })
      case 'offline':
        return t('offline')
      case 'timeout':
        return t('timeout')
      case 'unseen':
        return t('unseen')
    }
  }
}
