'use client'

import { Link } from '#components/ui/link.tsx'
import { useTranslations } from 'next-intl'
import { useRoleWords } from '#components/access/use-role-words.ts'
import { SignOutButton } from '#components/sign-in/sign-out-button.tsx'
import { useMay, useViewer } from '#components/viewer/viewer-context.tsx'
import { initialsOf } from './initials.ts'
import { LanguageSwitch } from './language-switch.tsx'
import type { Theme } from './preferences.ts'
import { account, notifications } from './screens.ts'
import { closePopover, popoverLine, ShellPopover } from './shell-popover.tsx'
import { ThemeSwitch } from './theme-switch.tsx'

/** Whoever looks: who they are, their account, how they want to see, read and be told, and the way out. */
export function AccountMenu({ theme }: { theme: Theme }) {
  const t = useTranslations('shell')
  const mayBeTold = useMay(notifications.permission)
  return (
    <ShellPopover
      label={t('accountMenu')}
      className="inline-flex items-center gap-2 rounded-2 text-left hover:bg-fill max-tablet:size-11 max-tablet:justify-center tablet:h-9 tablet:px-1.5"
      place="top-14 right-4 left-auto min-w-72 open:grid gap-3 rounded-3 max-tablet:max-w-[calc(100vw-2rem)] tablet:right-6"
      button={<WhoLooks />}
    >
      <Who />
      <dl className="grid grid-cols-[auto_auto] items-center justify-between gap-x-6 gap-y-3">
        <dt className="text-ink-muted">{t('theme.label')}</dt>
        <dd className="text-right">
          <ThemeSwitch initial={theme} />
        </dd>
        <dt className="text-ink-muted">{t('language')}</dt>
        <dd className="text-right">
          <LanguageSwitch />
        </dd>
      </dl>
      <div className="-mb-2 border-t border-line pt-2 *:-mx-2 *:w-[calc(100%+1rem)]">
        <Link href={account.href} onClick={closePopover} className={popoverLine}>
          <account.Icon aria-hidden="true" strokeWidth={1.6} />
          {t('account')}
        </Link>
        {mayBeTold && (
          <Link href={notifications.href} onClick={closePopover} className={popoverLine}>
            <notifications.Icon aria-hidden="true" strokeWidth={1.6} />
            {t('notifications')}
          </Link>
        )}
        <SignOutButton className={popoverLine} />
      </div>
    </ShellPopover>
  )
}

/** Whoever is no person of this installation is their role and has no other name. */
function useNames(): { name: string; roles: string | null } | null {
  const roleWords = useRoleWords()
  const viewer = useViewer()
  if (viewer === null) return null
  const roles = roleWords(viewer.roles)
  return viewer.email === null && roles !== '' ? { name: roles, roles: null } : { name: viewer.name, roles }
}

/** On the button: initials, and where there is room the name and what it is here. */
function WhoLooks() {
  const t = useTranslations('shell')
  const names = useNames()
  return (
    <>
      <span
        aria-hidden="true"
        className="grid size-7 place-items-center rounded-full bg-fill-strong text-11 font-strong text-ink-muted"
      >
        {names === null ? <account.Icon strokeWidth={1.6} className="size-4" /> : initialsOf(names.name)}
      </span>
      <span className="sr-only">{t('accountMenu')}</span>
      {names !== null && (
        <span className="max-w-48 truncate text-12 max-desk:sr-only">
          <b className="font-strong">{names.name}</b> <span className="text-ink-muted">{names.roles}</span>
        </span>
      )}
    </>
  )
}

/** In the menu: the same in full. */
function Who() {
  const viewer = useViewer()
  const names = useNames()
  if (viewer === null || names === null) return null
  return (
    <div className="max-w-72 border-b border-line pb-3">
      <p className="truncate font-strong">{names.name}</p>
      {viewer.email !== null && <p className="truncate text-12 text-ink-muted">{viewer.email}</p>}
      {names.roles !== null && <p className="text-12 text-ink-muted">{names.roles}</p>}
    </div>
  )
}
