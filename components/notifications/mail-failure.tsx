'use client'

import { useTranslations } from 'next-intl'
import type { RequestFailure } from '#components/sources/send-request.ts'
import { FailureNote } from '#components/stock/failure-note.tsx'

/** Why an address was not added. */
export function MailFailure({ failure }: { failure: RequestFailure | null }) {
  const t = useTranslations('notifications.mail')
  if (failure?.reason !== 'wrong') return <FailureNote failure={failure} />
  return (
    <p role="alert" className="text-12 text-bad">
      {t(failure.status === 409 ? 'taken' : 'wrong')}
    </p>
  )
}
