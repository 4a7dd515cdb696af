import { cookies, headers } from 'next/headers'
import { getRequestConfig } from 'next-intl/server'
import { loadInstallation } from '../event-server.ts'
import { localeCookie } from '#components/shell/preferences.ts'
import { negotiateLocale } from './locales.ts'

/** Times are those of the business, whoever looks; UTC as long as nobody can say where that is. */
const unknownTimeZone = 'UTC'

export default getRequestConfig(async () => {
  const [jar, head, installation] = await Promise.all([cookies(), headers(), loadInstallation()])
  const { language, locale } = negotiateLocale({
    chosen: jar.get(localeCookie)?.value,
    accepted: head.get('accept-language') ?? '',
  })
  const messages = language === 'fr' ? await import('../../messages/fr.json') : await import('../../messages/en.json')
  return {
    locale,
    timeZone: installation.ok ? installation.value.timeZone : unknownTimeZone,
    messages: messages.default,
  }
})
