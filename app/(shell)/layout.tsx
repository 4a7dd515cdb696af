import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { LiveProvider } from '#components/live/live-provider.tsx'
import { ViewerProvider } from '#components/viewer/viewer-context.tsx'
import { ConnectionBanner } from '#components/shell/connection-banner.tsx'
import { Nav } from '#components/shell/nav.tsx'
import { navCookie, parseTheme, themeCookie } from '#components/shell/preferences.ts'
import { TabBar } from '#components/shell/tab-bar.tsx'
import { TopBar } from '#components/shell/top-bar.tsx'
import { loadInstallation, loadMe, signInPath } from '../event-server.ts'

export default async function ShellLayout({ children }: { children: ReactNode }) {
  const [jar, installation, me, t] = await Promise.all([
    cookies(),
    loadInstallation(),
    loadMe(),
    getTranslations('shell'),
  ])
  // A phone that scanned the code on the wall has its page, and no other.
  if (me.ok && me.value.kind === 'guest') redirect(await signInPath())
  const theme = parseTheme(jar.get(themeCookie)?.value)
  return (
    <ViewerProvider viewer={me.ok ? me.value : null}>
      <LiveProvider now={Date.now()}>
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
          />
          <div className="flex min-w-0 flex-1 flex-col">
            <TopBar theme={theme} />
            <main id="content" className="flex min-w-0 flex-1 flex-col border-line bg-surface tablet:border-l">
              <ConnectionBanner />
              {children}
            </main>
          </div>
          <TabBar />
        </div>
      </LiveProvider>
    </ViewerProvider>
  )
}
