'use client'

import { useTranslations } from 'next-intl'
import type { RequestFailure } from '#components/sources/send-request.ts'

/** Why something was not done, and what to do. */
export function FailureNote({ failure }: { failure: RequestFailure | null }) {
  const words = useFailureWords()
  if (failure === null) return null
  return (
    <span role="alert" className="block basis-full text-12 text-bad">
      {words(failure)}
    </span>
  )
}

function useFailureWords(): (failure: RequestFailure) => string {
  const t = useTranslations('stock.failed')
  return (failure) => {
    if (failure.reason === 'wrong')
      return t(failure.status === 409 ? 'conflict' : failure.status === 404 ? 'gone' : 'wrong')
    if (failure.reason === 'unavailable') return t('unavailable', { status: failure.status })
    return t(failure.reason)
  }
}
