'use client'

import { useTranslations } from 'next-intl'
import type { RequestFailure } from '#components/sources/send-request.ts'

/** Why a question to the event server about a database got no answer; undefined when it did. */
export function useAskedWords(): (failure: RequestFailure | null) => string | undefined {
  const t = useTranslations('databases.failed')
  return (failure) => {
    if (failure === null) return undefined
    if (failure.reason === 'unavailable') return t('unavailable', { status: failure.status })
    if (failure.reason !== 'wrong') return t(failure.reason)
    return t('wrong', { detail: failure.errors[0]?.detail ?? failure.detail })
  }
}
