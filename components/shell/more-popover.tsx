'use client'

import { Ellipsis } from 'lucide-react'
import { Link } from '#components/ui/link.tsx'
import { useTranslations } from 'next-intl'
import { references, tabsOf } from './screens.ts'
import { closePopover, popoverLine, ShellPopover } from './shell-popover.tsx'
import { usePermittedScreens } from './use-permitted-screens.ts'

/** The screens that a phone's navigation has no room for. */
export function MorePopover({ className }: { className: string }) {
  const t = useTranslations('shell')
  const permitted = usePermittedScreens()
  const tabs = tabsOf(permitted)
  const more = [...permitted.filter((screen) => !tabs.includes(screen)), ...references]
  return (
    <ShellPopover
      label={t('more')}
      className={className}
      place="inset-x-0 top-auto bottom-0 w-full max-w-none rounded-t-3 pb-[calc(1rem+env(safe-area-inset-bottom))]"
      button={
        <>
          <Ellipsis aria-hidden="true" strokeWidth={1.6} />
          {t('more')}
        </>
      }
    >
      {more.map(({ name, href, Icon }) => (
        <Link key={name} href={href} onClick={closePopover} className={popoverLine}>
          <Icon aria-hidden="true" strokeWidth={1.6} />
          {t(name)}
        </Link>
      ))}
    </ShellPopover>
  )
}
