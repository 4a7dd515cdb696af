'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import type { UserList } from '#contract/people.ts'
import { AccessHead } from '#components/access/access-head.tsx'
import { InvitationItem } from './invitation-item.tsx'
import { InviteForm } from './invite-form.tsx'
import { UserItem } from './user-item.tsx'

interface PeopleScreenProps {
  list: UserList
  /** There anybody is anybody by one tap, and no terminal shows a link. */
  isDemo: boolean
  /** When it was read, epoch ms. */
  readAt: number
}

/** Who may use this installation, and what for: invite, give roles, sign out, deactivate. */
export function PeopleScreen({ list: { users, invitations, canSend }, isDemo, readAt }: PeopleScreenProps) {
  const t = useTranslations('people')
  const router = useRouter()
  const refresh = (): void => {
    router.refresh()
  }
  return (
    <div className="flex min-w-0 flex-1 flex-col">
      <AccessHead tab="people" />
      <div className="max-w-240 px-4 py-4 tablet:px-6">
        <section aria-labelledby="users" className="pb-5">
          <h2 id="users" className="font-strong">
            {t('list')}
          </h2>
          {users.length === 0 ? (
            <p className="py-3 text-ink-muted">{t(isDemo ? 'noneInDemo' : 'none')}</p>
          ) : (
            <ul aria-labelledby="users">
              {users.map((user) => (
                <UserItem key={user.id} user={user} readAt={readAt} onChange={refresh} />
              ))}
            </ul>
          )}
        </section>
        {invitations.length > 0 && (
          <section aria-labelledby="invited" className="border-t border-line py-5">
            <h2 id="invited" className="font-strong">
              {t('invited')}
            </h2>
            <ul aria-labelledby="invited">
              {invitations.map((invitation) => (
                <InvitationItem key={invitation.id} invitation={invitation} readAt={readAt} onChange={refresh} />
              ))}
            </ul>
          </section>
        )}
        <InviteForm canSend={canSend} onInvited={refresh} />
      </div>
    </div>
  )
}
