import { cookies } from 'next/headers'
import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { ConnectionBanner } from '#components/shell/connection-banner.tsx'
import { Nav } from '#components/shell/nav.tsx'
import { navCookie, parseTheme, themeCookie } from '#components/shell/preferences.ts'
import { TabBar } from '#components/shell/tab-bar.tsx'
import { TopBar } from '#components/shell/top-bar.tsx'
import { loadInstallation } from '../event-server.ts'

export default async function ShellLayout({ children }: { children: ReactNode }) {
  const [jar, installation, t] = await Promise.all([cookies(), loadInstallation(), getTranslations('shell')])
  const theme = parseTheme(jar.get(themeCookie)?.value)
  return (
    <div className="flex min-h-dvh max-tablet:pb-14">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-10 focus:bg-overlay focus:px-3 focus:py-2"
      >
        {t('skip')}
      </a>
      <Nav
        company={installation.ok ? installation.value.company : null}
        initiallyClosed={jar.get(navCookie)?.value === 'closed'}
        theme={theme}
      />
      <div className="flex min-w-0 flex-1 flex-col">
        <TopBar />
        <main id="content" className="flex min-w-0 flex-1 flex-col border-line bg-surface tablet:border-l">
          <ConnectionBanner />
          {children}
        </main>
      </div>
      <TabBar theme={theme} />
    </div>
  )
}
