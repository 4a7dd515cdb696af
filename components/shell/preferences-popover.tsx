import type { ReactNode } from 'react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useId } from 'react'
import { SignOutButton } from '#components/sign-in/sign-out-button.tsx'
import { LanguageSwitch } from './language-switch.tsx'
import type { Theme } from './preferences.ts'
import { references, tabsOf } from './screens.ts'
import { ThemeSwitch } from './theme-switch.tsx'
import { usePermittedScreens } from './use-permitted-screens.ts'
import { WhoLooks } from './who-looks.tsx'

interface PreferencesPopoverProps {
  theme: Theme
  /** Of the button that opens it. */
  className: string
  /** Where it floats. */
  place: string
  children: ReactNode
}

/** Theme and language where there is no room for their switches: the closed navigation and the phone. */
export function PreferencesPopover({ theme, className, place, children }: PreferencesPopoverProps) {
  const t = useTranslations('shell')
  const id = useId()
  const permitted = usePermittedScreens()
  const tabs = tabsOf(permitted)
  // What a phone's navigation has no room for.
  const more = [...permitted.filter((screen) => !tabs.includes(screen)), ...references]
  return (
    <>
      <button type="button" popoverTarget={id} title={t('preferences')} className={className}>
        {children}
      </button>
      <div
        id={id}
        popover="auto"
        aria-label={t('preferences')}
        role="dialog"
        className={`fixed m-0 bg-overlay p-4 text-ink shadow-overlay ${place}`}
      >
        <WhoLooks className="mb-3 max-w-64 border-b border-line pb-3" />
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
        {more.map(({ name, href, Icon }) => (
          <Link
            key={name}
            href={href}
            prefetch={false}
            className="mt-3 flex h-11 items-center gap-2.5 border-t border-line pt-3 font-control tablet:hidden [&>svg]:size-4 [&>svg]:text-ink-faint"
          >
            <Icon aria-hidden="true" strokeWidth={1.6} />
            {t(name)}
          </Link>
        ))}
        <SignOutButton className="mt-3 flex h-11 w-full items-center gap-2.5 border-t border-line pt-3 font-control tablet:hidden [&>svg]:size-4 [&>svg]:text-ink-faint" />
      </div>
    </>
  )
}
