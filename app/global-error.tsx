'use client'

import './globals.css'

import { NextIntlClientProvider } from 'next-intl'
import { localeCookie } from '#components/shell/preferences.ts'
import { PageFailed } from '#components/states/page-failed.tsx'
import en from '../messages/en.json'
import fr from '../messages/fr.json'
import { geistMono, inter } from './fonts.ts'
import { negotiateLocale } from './i18n/locales.ts'

/** The layout itself has failed, and with it what tells the language: it is asked of the browser. */
function localeOfBrowser(): ReturnType<typeof negotiateLocale> {
  if (typeof document === 'undefined') return negotiateLocale({ chosen: undefined, accepted: '' })
  const chosen = new RegExp(`(?:^|; )${localeCookie}=([^;]*)`).exec(document.cookie)?.[1]
  return negotiateLocale({ chosen, accepted: navigator.languages.join(',') })
}

export default function GlobalError({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  const { language, locale } = localeOfBrowser()
  return (
    <html lang={locale} className={`${inter.variable} ${geistMono.variable}`}>
      <body>
        <NextIntlClientProvider
          locale={locale}
          timeZone="UTC"
          messages={{ error: (language === 'fr' ? fr : en).error }}
        >
          <main className="flex min-h-dvh bg-surface">
            <PageFailed level={1} digest={error.digest ?? null} onRetry={retry} />
          </main>
        </NextIntlClientProvider>
      </body>
    </html>
  )
}
