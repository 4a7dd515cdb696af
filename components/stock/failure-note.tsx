'use client'

import { useTranslations } from 'next-intl'
import type { RequestFailure } from '#components/sources/send-request.ts'

/** Under the buttons that it stands among, and no wider than they are: none of them moves. */
export const underButtons = 'order-last col-span-full w-0 min-w-full'

interface FailureNoteProps {
  failure: RequestFailure | null
  className?: string
}

/** Why something was not done, and what to do. */
export function FailureNote({ failure, className = 'basis-full' }: FailureNoteProps) {
  const words = useFailureWords()
  if (failure === null) return null
  return (
    <span role="alert" className={`block text-12 text-bad ${className}`}>
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
