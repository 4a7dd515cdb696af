'use client'

import { useTranslations } from 'next-intl'
import type { Invitation } from '#contract/people.ts'
import { AccessFailure } from '#components/access/access-failure.tsx'
import { useRoleWords } from '#components/access/use-role-words.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { useRequest } from '#components/sources/use-request.ts'
import { Button } from '#components/ui/button.tsx'
import { withdraw } from './people-requests.ts'

interface InvitationItemProps {
  invitation: Invitation
  readAt: number
  onChange: () => void
}

/** Somebody who is invited and has not come yet. */
export function InvitationItem({ invitation, readAt, onChange }: InvitationItemProps) {
  const t = useTranslations('people')
  const formats = useFormats()
  const roleWords = useRoleWords()
  const { pending, failure, run } = useRequest<null>()
  const { id, email, roles, invitedBy, expiresAt } = invitation
  const take = async (): Promise<void> => {
    if (pending) return
    const request = withdraw(id)
    await run(request)
    if ((await request).ok) onChange()
  }
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line py-3 last:border-b-0">
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{email}</p>
        <p className="text-12 text-ink-muted">
          {roleWords(roles)} ·{' '}
          {t('invitedBy', { name: invitedBy, until: formats.since(Date.parse(expiresAt), readAt) })}
        </p>
      </div>
      <Button
        aria-label={t('withdrawOf', { email })}
        aria-disabled={pending}
        className="max-tablet:h-11"
        onClick={() => {
          void take()
        }}
      >
        {t('withdraw')}
      </Button>
      <AccessFailure failure={failure} />
    </li>
  )
}
