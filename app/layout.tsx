import './globals.css'

import type { Metadata, Viewport } from 'next'
import { cookies } from 'next/headers'
import { getLocale, getTimeZone, getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { parseTheme, themeCookie } from '#components/shell/preferences.ts'
import { geistMono, inter } from './fonts.ts'
import { languageOf } from './i18n/locales.ts'
import { Words } from './i18n/words.tsx'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('meta')
  return {
    title: { default: t('title'), template: '%s · Vigie' },
    description: t('description'),
    robots: { index: false, follow: false },
  }
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  colorScheme: 'light dark',
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [locale, timeZone, jar] = await Promise.all([getLocale(), getTimeZone(), cookies()])
  const theme = parseTheme(jar.get(themeCookie)?.value)
  return (
    <html
      lang={locale}
      className={`${inter.variable} ${geistMono.variable}`}
      {...(theme === 'system' ? {} : { 'data-theme': theme })}
    >
      <body>
        <Words language={languageOf(locale)} locale={locale} timeZone={timeZone}>
          {children}
        </Words>
      </body>
    </html>
  )
}
