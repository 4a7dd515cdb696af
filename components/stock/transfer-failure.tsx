'use client'

import { useTranslations } from 'next-intl'
import type { RequestFailure } from '#components/sources/send-request.ts'
import { FailureNote } from './failure-note.tsx'

/** Why a decision about a transfer was not taken. */
export function TransferFailure({ failure }: { failure: RequestFailure | null }) {
  const t = useTranslations('stock.transfers')
  if (failure?.reason !== 'wrong') return <FailureNote failure={failure} />
  return (
    <span role="alert" className="block basis-full text-12 text-bad">
      {t(failure.status === 409 ? 'conflict' : failure.status === 404 ? 'gone' : 'wrong')}
    </span>
  )
}
