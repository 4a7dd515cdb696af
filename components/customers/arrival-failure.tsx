'use client'

import { useTranslations } from 'next-intl'
import type { RequestFailure } from '#components/sources/send-request.ts'

/** Why something was not done about a new account. */
export function ArrivalFailure({ failure }: { failure: RequestFailure | null }) {
  const t = useTranslations('customers.new.failed')
  if (failure === null) return null
  const said = failure.reason === 'wrong' ? (failure.status === 409 ? 'conflict' : 'wrong') : failure.reason
  return (
    <p role="alert" className="basis-full text-12 text-bad">
      {t(said)}
    </p>
  )
}
