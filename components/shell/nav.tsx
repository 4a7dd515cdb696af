'use client'

import { Link } from '#components/ui/link.tsx'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { BrandMark } from './brand-mark.tsx'
import { NavFoot } from './nav-foot.tsx'
import { currentNavItem, navItem } from './nav-item.ts'
import { navCookie, rememberPreference } from './preferences.ts'
import { StockCount } from './stock-count.tsx'
import { useCurrentScreen } from './use-current-screen.ts'
import { usePermittedScreens } from './use-permitted-screens.ts'

/** An installation that nobody has named yet is called like the product; once is enough. */
const product = 'Vigie'

/** A number, or in the closed navigation a dot. */
const navCount =
  'ml-auto font-strong text-bad data-[grey=true]:text-stale group-data-closed/nav:absolute group-data-closed/nav:top-1 group-data-closed/nav:right-1 group-data-closed/nav:size-2 group-data-closed/nav:overflow-hidden group-data-closed/nav:rounded-full group-data-closed/nav:bg-current group-data-closed/nav:indent-4 max-desk:absolute max-desk:top-1 max-desk:right-1 max-desk:size-2 max-desk:overflow-hidden max-desk:rounded-full max-desk:bg-current max-desk:indent-4'

interface NavProps {
  company: string | null
  initiallyClosed: boolean
}

/** The screens at the left edge: 200 px, or 56 px of icons when closed or on a narrow window. Not on phones. */
export function Nav({ company, initiallyClosed }: NavProps) {
  const t = useTranslations('shell')
  const screen = useCurrentScreen()
  const [closed, setClosed] = useState(initiallyClosed)
  const toggle = (): void => {
    rememberPreference(navCookie, closed ? 'open' : 'closed')
    setClosed(!closed)
  }
  return (
    <nav
      aria-label={t('main')}
      {...(closed ? { 'data-closed': '' } : {})}
      className="group/nav sticky top-0 hidden h-dvh w-50 shrink-0 flex-col px-2 pb-2 data-closed:w-14 data-closed:px-3 max-desk:w-14 max-desk:px-3 tablet:flex print:hidden"
    >
      <Link
        href="/"
        className="flex h-12 items-center gap-2 px-2 text-15 font-title tracking-[-0.01em] group-data-closed/nav:justify-center group-data-closed/nav:px-0 max-desk:justify-center max-desk:px-0"
      >
        <BrandMark className="size-5" />
        <span className="group-data-closed/nav:sr-only max-desk:sr-only">{product}</span>
        {company !== null && company !== product && (
          <span className="ml-auto truncate text-12 font-text tracking-normal text-ink-faint group-data-closed/nav:hidden max-desk:hidden">
            {company}
          </span>
        )}
      </Link>
      <ul className="grid gap-px py-2">
        {usePermittedScreens().map(({ name, group, href, Icon }, index, permitted) => (
          <li
            key={name}
            className={index > 0 && permitted[index - 1]?.group !== group ? 'mt-2 border-t border-line pt-2' : ''}
          >
            <Link
              href={href}
              aria-current={screen === name ? 'page' : undefined}
              title={t(name)}
              className={`relative flex ${navItem} ${currentNavItem}`}
            >
              <Icon aria-hidden="true" strokeWidth={1.6} />
              <span className="group-data-closed/nav:sr-only max-desk:sr-only">{t(name)}</span>
              {name === 'stock' && <StockCount className={navCount} />}
            </Link>
          </li>
        ))}
      </ul>
      <NavFoot closed={closed} onToggle={toggle} />
    </nav>
  )
}
