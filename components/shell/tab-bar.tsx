'use client'

import { Send } from 'lucide-react'
import { Link } from '#components/ui/link.tsx'
import { useTranslations } from 'next-intl'
import { MorePopover } from './more-popover.tsx'
import { tabsOf } from './screens.ts'
import { StockCount } from './stock-count.tsx'
import { useCurrentScreen } from './use-current-screen.ts'
import { usePermittedScreens } from './use-permitted-screens.ts'

const tab =
  'relative grid h-14 w-full content-start justify-items-center gap-0.75 pt-1.5 text-center text-11 leading-3.25 font-[480] text-ink-muted aria-[current=page]:font-strong aria-[current=page]:text-accent [&>svg]:size-5'

const tabCount =
  'absolute top-1 left-1/2 ml-1 grid h-4 min-w-4 place-items-center rounded-full bg-bad px-1 text-11 font-strong text-surface data-[grey=true]:bg-stale'

/** The navigation of phones, under the thumb. */
export function TabBar() {
  const t = useTranslations('shell')
  const screen = useCurrentScreen()
  return (
    <nav
      aria-label={t('main')}
      className="fixed inset-x-0 bottom-0 z-6 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] tablet:hidden print:hidden"
    >
      <ul className="grid auto-cols-fr grid-flow-col">
        {tabsOf(usePermittedScreens()).map(({ name, href, Icon }) => (
          <li key={name}>
            <Link href={href} aria-current={screen === name ? 'page' : undefined} className={tab}>
              <Icon aria-hidden="true" strokeWidth={1.6} />
              {t(name)}
              {name === 'stock' && <StockCount className={tabCount} />}
            </Link>
          </li>
        ))}
        <li>
          <Link href="/try" className={tab}>
            <Send aria-hidden="true" strokeWidth={1.6} />
            {t('try')}
          </Link>
        </li>
        <li>
          <MorePopover className={tab} />
        </li>
      </ul>
    </nav>
  )
}
