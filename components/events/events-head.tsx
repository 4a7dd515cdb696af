'use client'

import { Link } from '#components/ui/link.tsx'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'

interface EventsHeadProps {
  tab: 'log' | 'quarantine'
  children: ReactNode
}

const tabClass =
  'grid h-11 place-items-center border-b-2 border-transparent font-control text-ink-muted hover:text-ink aria-[current=page]:border-accent aria-[current=page]:font-strong aria-[current=page]:text-ink'

/** The two halves of the screen: what was stored, and what was not. */
export function EventsHead({ tab, children }: EventsHeadProps) {
  const t = useTranslations('eventLog')
  return (
    <div className="flex min-h-11 items-center gap-5 border-b border-line px-4 tablet:px-6">
      <nav aria-label={t('tabs')} className="flex gap-5">
        <Link href="/events" className={tabClass} {...(tab === 'log' && { 'aria-current': 'page' })}>
          {t('log')}
        </Link>
        <Link href="/events/quarantine" className={tabClass} {...(tab === 'quarantine' && { 'aria-current': 'page' })}>
          {t('quarantine')}
        </Link>
      </nav>
      <div className="ml-auto text-12">{children}</div>
    </div>
  )
}
