'use client'

import { useTranslations } from 'next-intl'
import type { RequestFailure } from '#components/sources/send-request.ts'

/** Why something about people, tokens or screens was not done. */
export function AccessFailure({ failure }: { failure: RequestFailure | null }) {
  const t = useTranslations('access.failed')
  if (failure === null) return null
  const { reason } = failure
  return (
    <p role="alert" className="basis-full text-12 text-bad">
      {reason === 'unavailable' ? t(reason, { status: failure.status }) : t(reason)}
    </p>
  )
}
