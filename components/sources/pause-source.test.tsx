import { NextIntlClientProvider } from 'next-intl'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import en from '../../messages/en.json' with { type: 'json' }
import fr from '../../messages/fr.json' with { type: 'json' }
import { PauseSource } from './pause-source.tsx'
import type { SourceWay } from './source-way.ts'

function shown(locale: 'en' | 'fr', way: SourceWay): string {
  return renderToStaticMarkup(
    <NextIntlClientProvider locale={locale} messages={locale === 'en' ? en : fr} timeZone="Europe/Paris">
      <PauseSource slug="shop" enabled way={way} />
    </NextIntlClientProvider>,
  )
}

describe('what a pause would do is not said as if it were so now', () => {
  test.each<SourceWay>(['sent', 'captured', 'read'])('where a source is %s', (way) => {
    expect(shown('en', way)).toContain('While paused, ')
    expect(shown('fr', way)).toContain('Pendant la pause, ')
  })
})
