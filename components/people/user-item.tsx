'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { User } from '#contract/people.ts'
import { AccessFailure } from '#components/access/access-failure.tsx'
import { RoleInputs } from '#components/access/role-inputs.tsx'
import { rolesFrom } from '#components/access/roles.ts'
import { useRoleWords } from '#components/access/use-role-words.ts'
import { Confirmed } from '#components/capture/confirmed.tsx'
import { useFormats } from '#components/format/use-formats.ts'
import { useRequest } from '#components/sources/use-request.ts'
import { Button } from '#components/ui/button.tsx'
import { Form } from '#components/ui/form.tsx'
import { useViewer } from '#components/viewer/viewer-context.tsx'
import { changeRoles, changeUser } from './people-requests.ts'

interface UserItemProps {
  user: User
  readAt: number
  onChange: () => void
}

/** Somebody: what they may, where they are signed in, and what can be done about it. */
export function UserItem({ user, readAt, onChange }: UserItemProps) {
  const t = useTranslations('people')
  const formats = useFormats()
  const roleWords = useRoleWords()
  const { pending, failure, run } = useRequest<User>()
  const [isEditing, setIsEditing] = useState(false)
  const { id, name, email, roles, sessions, lastSignInAt, deactivatedAt, hasSecondFactor } = user
  const ask = async (request: ReturnType<typeof changeUser>): Promise<boolean> => {
    const isDone = (await run(request)) !== null
    if (isDone) onChange()
    return isDone
  }
  const when = (at: string): string => formats.since(Date.parse(at), readAt)
  return (
    <li className="border-b border-line py-3 last:border-b-0">
      <p className={deactivatedAt === null ? 'font-medium' : 'text-ink-muted'}>
        {name} <span className="text-12 font-text text-ink-muted">{email}</span>
      </p>
      <p className="mb-2 text-12 text-ink-muted">
        {roleWords(roles)} ·{' '}
        {deactivatedAt !== null
          ? t('deactivatedAt', { at: when(deactivatedAt) })
          : lastSignInAt === null
            ? t('notSignedIn')
            : t('signedIn', { count: sessions, at: when(lastSignInAt) })}
        {hasSecondFactor && ` · ${t('hasSecondFactor')}`}
      </p>
      <UserButtons
        user={user}
        isPending={pending}
        isEditing={isEditing}
        onEdit={() => setIsEditing(!isEditing)}
        onAsk={ask}
      />
      {isEditing && (
        <RoleForm
          user={user}
          isPending={pending}
          onSave={async (given) => {
            if (await ask(changeRoles(id, given))) setIsEditing(false)
          }}
        />
      )}
      {failure?.reason === 'wrong' && failure.status === 409 ? (
        <p role="alert" className="mt-2 text-12 text-bad">
          {t('lastAdministrator')}
        </p>
      ) : (
        <AccessFailure failure={failure} />
      )}
    </li>
  )
}

interface UserButtonsProps {
  user: User
  isPending: boolean
  isEditing: boolean
  onEdit: () => void
  onAsk: (request: ReturnType<typeof changeUser>) => Promise<boolean>
}

function UserButtons({ user, isPending, isEditing, onEdit, onAsk }: UserButtonsProps) {
  const t = useTranslations('people')
  const { id, name, sessions, deactivatedAt, hasSecondFactor } = user
  // One's own is turned off at one's account, with the password.
  const isSelf = useViewer()?.id === id
  return (
    <div className="flex flex-wrap gap-2">
      <Button aria-expanded={isEditing} className="max-tablet:h-11" onClick={onEdit}>
        {t('changeRoles')}
      </Button>
      {sessions > 0 && (
        <Button
          aria-disabled={isPending}
          className="max-tablet:h-11"
          onClick={() => {
            if (!isPending) void onAsk(changeUser(id, 'end-sessions'))
          }}
        >
          {t('endSessions')}
        </Button>
      )}
      {hasSecondFactor && !isSelf && (
        <Confirmed
          ask={t('resetSecondFactor')}
          title={t('resetSecondFactorTitle', { name })}
          confirm={t('resetNow')}
          pending={t('resetting')}
          isPending={isPending}
          onConfirm={() => onAsk(changeUser(id, 'reset-second-factor'))}
        >
          <p className="text-ink-muted">{t('resetSecondFactorWhy')}</p>
        </Confirmed>
      )}
      {deactivatedAt === null ? (
        <Confirmed
          ask={t('deactivate')}
          title={t('deactivateTitle', { name })}
          confirm={t('deactivateNow')}
          pending={t('deactivating')}
          isPending={isPending}
          onConfirm={() => onAsk(changeUser(id, 'deactivate'))}
        >
          <p className="text-ink-muted">{t('deactivateWhy')}</p>
        </Confirmed>
      ) : (
        <Button
          aria-disabled={isPending}
          className="max-tablet:h-11"
          onClick={() => {
            if (!isPending) void onAsk(changeUser(id, 'activate'))
          }}
        >
          {t('activate')}
        </Button>
      )}
    </div>
  )
}

interface RoleFormProps {
  user: User
  isPending: boolean
  onSave: (roles: User['roles']) => Promise<void>
}

function RoleForm({ user: { name, roles }, isPending, onSave }: RoleFormProps) {
  const t = useTranslations('people')
  const [isMissing, setIsMissing] = useState(false)
  return (
    <Form
      aria-label={t('rolesOf', { name })}
      noValidate
      onSend={(form) => {
        const given = rolesFrom(new FormData(form))
        setIsMissing(given.length === 0)
        if (given.length > 0 && !isPending) void onSave(given)
      }}
      className="mt-3 grid max-w-160 gap-3"
    >
      <RoleInputs given={roles} isMissing={isMissing} />
      <div>
        <Button type="submit" variant="primary" aria-disabled={isPending} className="max-tablet:h-11">
          {isPending ? t('saving') : t('save')}
        </Button>
      </div>
    </Form>
  )
}
