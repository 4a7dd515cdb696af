'use client'

import { PanelLeftClose, PanelLeftOpen, SlidersHorizontal } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { SignOutButton } from '#components/sign-in/sign-out-button.tsx'
import { LanguageSwitch } from './language-switch.tsx'
import { currentNavItem, navItem } from './nav-item.ts'
import type { Theme } from './preferences.ts'
import { PreferencesPopover } from './preferences-popover.tsx'
import { references } from './screens.ts'
import { ThemeSwitch } from './theme-switch.tsx'
import { useCurrentScreen } from './use-current-screen.ts'
import { WhoLooks } from './who-looks.tsx'

interface NavFootProps {
  theme: Theme
  closed: boolean
  onToggle: () => void
}

/** Theme, language, and the way to more or less room: in the closed navigation behind one button. */
export function NavFoot({ theme, closed, onToggle }: NavFootProps) {
  const t = useTranslations('shell')
  const screen = useCurrentScreen()
  const Toggle = closed ? PanelLeftOpen : PanelLeftClose
  return (
    <div className="mt-auto grid gap-2 border-t border-line pt-2">
      {references.map(({ name, href, Icon }) => (
        <Link
          key={name}
          href={href}
          prefetch={false}
          aria-current={screen === name ? 'page' : undefined}
          title={t(name)}
          className={`flex ${navItem} ${currentNavItem}`}
        >
          <Icon aria-hidden="true" strokeWidth={1.6} />
          <span className="group-data-closed/nav:sr-only max-desk:sr-only">{t(name)}</span>
        </Link>
      ))}
      <div className="flex flex-wrap justify-between gap-2 px-0.5 group-data-closed/nav:hidden max-desk:hidden">
        <ThemeSwitch initial={theme} />
        <LanguageSwitch />
      </div>
      <WhoLooks className="px-2 pt-1 group-data-closed/nav:hidden max-desk:hidden" />
      <SignOutButton className={`flex ${navItem}`} labelClassName="group-data-closed/nav:sr-only max-desk:sr-only" />
      <PreferencesPopover
        theme={theme}
        className={`${navItem} hidden group-data-closed/nav:flex max-desk:flex`}
        place="top-auto right-auto bottom-4 left-14 rounded-3"
      >
        <SlidersHorizontal aria-hidden="true" strokeWidth={1.6} />
        <span className="sr-only">{t('preferences')}</span>
      </PreferencesPopover>
      <button type="button" onClick={onToggle} aria-expanded={!closed} className={`flex ${navItem} max-desk:hidden`}>
        <Toggle aria-hidden="true" strokeWidth={1.6} />
        <span className="group-data-closed/nav:sr-only">{closed ? t('expand') : t('collapse')}</span>
      </button>
    </div>
  )
}
