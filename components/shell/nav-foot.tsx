'use client'

import { PanelLeftClose, PanelLeftOpen } from 'lucide-react'
import { Link } from '#components/ui/link.tsx'
import { useTranslations } from 'next-intl'
import { currentNavItem, navItem } from './nav-item.ts'
import { references } from './screens.ts'
import { useCurrentScreen } from './use-current-screen.ts'

interface NavFootProps {
  closed: boolean
  onToggle: () => void
}

/** What is looked up, and the way to more or less room. */
export function NavFoot({ closed, onToggle }: NavFootProps) {
  const t = useTranslations('shell')
  const screen = useCurrentScreen()
  const Toggle = closed ? PanelLeftOpen : PanelLeftClose
  return (
    <div className="mt-auto grid gap-2 border-t border-line pt-2">
      {references.map(({ name, href, Icon }) => (
        <Link
          key={name}
          href={href}
          aria-current={screen === name ? 'page' : undefined}
          title={t(name)}
          className={`flex ${navItem} ${currentNavItem}`}
        >
          <Icon aria-hidden="true" strokeWidth={1.6} />
          <span className="group-data-closed/nav:sr-only max-desk:sr-only">{t(name)}</span>
        </Link>
      ))}
      <button type="button" onClick={onToggle} aria-expanded={!closed} className={`flex ${navItem} max-desk:hidden`}>
        <Toggle aria-hidden="true" strokeWidth={1.6} />
        <span className="group-data-closed/nav:sr-only">{closed ? t('expand') : t('collapse')}</span>
      </button>
    </div>
  )
}
