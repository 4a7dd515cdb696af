'use client'

import { Link } from '#components/ui/link.tsx'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'

/** The pages that say who may use this installation, in the order of their tabs. */
const tabs = [
  { name: 'people', href: '/settings/people' },
  { name: 'tokens', href: '/settings/tokens' },
  { name: 'screens', href: '/settings/screens' },
  { name: 'audit', href: '/settings/audit' },
] as const

const tabClass =
  'grid h-11 shrink-0 place-items-center border-b-2 border-transparent font-control text-ink-muted hover:text-ink aria-[current=page]:border-accent aria-[current=page]:font-strong aria-[current=page]:text-ink'

interface AccessHeadProps {
  tab: (typeof tabs)[number]['name']
  /** At the end of the line, such as the age of what is below. */
  children?: ReactNode
}

export function AccessHead({ tab, children }: AccessHeadProps) {
  const t = useTranslations('access')
  return (
    <div className="flex min-h-11 items-center gap-x-5 border-b border-line px-4 max-tablet:flex-wrap tablet:px-6">
      <nav aria-label={t('tabs')} className="flex min-w-0 gap-5 overflow-x-auto max-tablet:w-full">
        {tabs.map(({ name, href }) => (
          <Link key={name} href={href} className={tabClass} {...(tab === name && { 'aria-current': 'page' })}>
            {t(name)}
          </Link>
        ))}
      </nav>
      {children !== undefined && <div className="ml-auto text-12 max-tablet:my-1.5">{children}</div>}
    </div>
  )
}
