'use client'

import './globals.css'

import { localeCookie } from '#components/shell/preferences.ts'
import { PageFailed } from '#components/states/page-failed.tsx'
import { geistMono, inter } from './fonts.ts'
import { negotiateLocale } from './i18n/locales.ts'
import { forgetCatalogues, Words } from './i18n/words.tsx'

/** The layout itself has failed, and with it what tells the language: it is asked of the browser. */
function localeOfBrowser(): ReturnType<typeof negotiateLocale> {
  if (typeof document === 'undefined') return negotiateLocale({ chosen: undefined, accepted: '' })
  const chosen = new RegExp(`(?:^|; )${localeCookie}=([^;]*)`).exec(document.cookie)?.[1]
  return negotiateLocale({ chosen, accepted: navigator.languages.join(',') })
}

export default function GlobalError({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  const { language, locale } = localeOfBrowser()
  const tryAgain = () => {
    forgetCatalogues()
    retry()
  }
  return (
    <html lang={locale} className={`${inter.variable} ${geistMono.variable}`}>
      <body>
        <Words language={language} locale={locale} timeZone="UTC">
          <main className="flex min-h-dvh bg-surface">
            <PageFailed level={1} digest={error.digest ?? null} onRetry={tryAgain} />
          </main>
        </Words>
      </body>
    </html>
  )
}
