'use client'

import { Tv } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { PaletteControl } from '#components/palette/palette-control.tsx'
import { AccountMenu } from './account-menu.tsx'
import { ConnectionMark } from './connection-mark.tsx'
import type { Theme } from './preferences.ts'
import { useCurrentScreen } from './use-current-screen.ts'

/** The screen's title, the way to everything by name, the way to the television, the connection, and whoever looks. */
export function TopBar({ theme }: { theme: Theme }) {
  const t = useTranslations('shell')
  const screen = useCurrentScreen()
  return (
    <header className="sticky top-0 z-5 flex h-13 items-center justify-between gap-3 border-b border-line bg-surface px-4 tablet:h-12 print:hidden tablet:border-l tablet:gap-6 tablet:px-6">
      <h1 className="min-w-0 truncate text-17 font-strong tracking-[-0.008em] tablet:text-15">
        {screen === undefined ? 'Vigie' : t(screen)}
      </h1>
      <div className="flex shrink-0 items-center gap-2 tablet:gap-4">
        <PaletteControl />
        {/* A plain link: the television page is its own document, sized by the window. */}
        {/* oxlint-disable-next-line nextjs/no-html-link-for-pages */}
        <a
          href="/tv"
          className="hidden h-8 items-center gap-1.5 rounded-2 px-2 font-control text-ink-muted hover:bg-fill hover:text-ink tablet:inline-flex"
        >
          <Tv aria-hidden="true" strokeWidth={1.6} className="size-4" />
          {t('tv')}
        </a>
        <ConnectionMark />
        <AccountMenu theme={theme} />
      </div>
    </header>
  )
}
