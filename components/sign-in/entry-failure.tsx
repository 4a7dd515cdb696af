'use client'

import { useTranslations } from 'next-intl'
import type { RequestFailure } from '#components/sources/send-request.ts'

interface EntryFailureProps {
  failure: RequestFailure | null
  /** What a refusal means here: a wrong password, or a link that no longer works. */
  refused: string
}

/** Why somebody was not let in, and what to do. */
export function EntryFailure({ failure, refused }: EntryFailureProps) {
  const t = useTranslations('signIn.failed')
  if (failure === null) return null
  return (
    <p role="alert" className="text-bad">
      {words()}
    </p>
  )

  function words(): string {
    if (failure === null || failure.reason === 'forbidden') return refused
    if (failure.reason === 'wrong') return t('wrong')
    if (failure.reason === 'unavailable' && failure.status === 429) return t('tooMany')
    if (failure.reason === 'unavailable') return t('unavailable')
    return t('offline')
  }
}
