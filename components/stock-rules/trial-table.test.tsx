import { NextIntlClientProvider } from 'next-intl'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import type { RuleFigures } from '#contract/stock-rules.ts'
import en from '#messages/en.json' with { type: 'json' }
import fr from '#messages/fr.json' with { type: 'json' }
import { TrialTable } from './trial-table.tsx'

const figures = (medianHoursEarly: number | null): RuleFigures => ({
  atRisk: { opened: 1, ranOut: 1, medianHoursEarly, cleared: 0, taken: 0, open: 0 },
  out: { opened: 1, unwarned: 0 },
})
const trial = {
  since: '2026-10-24T13:00:00.000Z',
  until: '2026-11-23T13:05:00.123Z',
  levels: 2,
  ofLevels: 2,
  inForce: figures(null),
  proposed: figures(14),
}

function markup(locale: 'en' | 'fr', since = trial.since): string {
  return renderToStaticMarkup(
    <NextIntlClientProvider locale={locale} messages={locale === 'fr' ? fr : en} timeZone="Europe/Paris">
      <TrialTable trial={{ ...trial, since }} />
    </NextIntlClientProvider>,
  )
}

test('where no warning came before an empty shelf there is no time, for the eye a dash and for the ear words', () => {
  const shown = markup('en')
  expect(shown).toContain('<span aria-hidden="true">–</span><span class="sr-only">no such warning</span></td>')
  expect(shown).toContain('>14 h</td>')
})

test('a French table says since when, and calls the rules in force by what they are', () => {
  const shown = markup('fr')
  expect(shown).toMatch(/>Depuis le 24 oct\.[^<]*, cela aurait donné<\/caption>/)
  expect(shown).toContain('>Règle actuelle</th>')
  expect(markup('fr', '2026-11-23T08:00:00.000Z')).toContain('>Depuis 09:00, cela aurait donné</caption>')
})
