import { createTranslator } from 'next-intl'
import { expect, test } from 'vitest'
import { negotiateLocale } from './locales.ts'
import en from '../../messages/en.json' with { type: 'json' }
import fr from '../../messages/fr.json' with { type: 'json' }

const negotiate = (accepted: string, chosen?: string) => negotiateLocale({ accepted, chosen })

test('the browser decides, the most wanted language that there is first', () => {
  expect(negotiate('fr-CA,fr;q=0.9,en;q=0.8')).toEqual({ language: 'fr', locale: 'fr-CA' })
  expect(negotiate('de;q=1, en-GB;q=0.7, fr;q=0.8')).toEqual({ language: 'fr', locale: 'fr' })
  expect(negotiate('EN-gb')).toMatchObject({ language: 'en' })
})

test('a choice wins, and keeps the region that the browser has for it', () => {
  expect(negotiate('en-GB,fr-CH;q=0.5', 'fr')).toEqual({ language: 'fr', locale: 'fr-CH' })
  expect(negotiate('en-GB', 'fr')).toEqual({ language: 'fr', locale: 'fr' })
  expect(negotiate('fr', 'tlh')).toEqual({ language: 'fr', locale: 'fr' })
})

test('anything else is English, whatever the header holds', () => {
  for (const header of ['', '*', 'de-DE', 'en_US;q=x', '<script>', 'fr;q=0']) {
    expect(negotiate(header).language).toBe('en')
  }
})

/** Paths of the messages with the placeholders and tags that each one takes. */
function shapeOf(messages: object, path = ''): string[] {
  return Object.entries(messages).flatMap(([key, value]: [string, unknown]) => {
    if (typeof value === 'object' && value !== null) return shapeOf(value, `${path}${key}.`)
    // Words of a branch, which begin with a brace as well, are no placeholders.
    const taken = String(value).match(/\{[a-z]\w*(?=[,}])|<\w+>/g) ?? []
    return [`${path}${key} ${taken.toSorted().join(' ')}`]
  })
}

test('both catalogues say the same things with the same facts', () => {
  expect(shapeOf(fr)).toEqual(shapeOf(en))
})

test('no line of French breaks before a sign that stands alone, or inside a quotation mark', () => {
  expect(JSON.stringify(fr).match(/.{0,20}(?: [:;!?»%](?!\w)|« )/g)).toBeNull()
})

test('French says what is counted in the singular for one and for none', () => {
  const stock = createTranslator({ locale: 'fr', messages: fr.stock })
  const quarantine = createTranslator({ locale: 'fr', messages: fr.quarantine })
  expect(stock('announcement', { out: 3, atRisk: 1 })).toBe('3 en rupture, 1 menacé')
  expect(stock('announcement', { out: 3, atRisk: 1204 })).toBe('3 en rupture, 1\u202f204 menacés')
  expect(quarantine('outcomes', { stored: 2, known: 1 })).toBe('2 événements enregistrés, 1 déjà connu')
  expect(quarantine('replayedAll', { replayed: 1, stillOpen: 2, stored: 0 })).toBe(
    '1 rejouée, 2 encore ouvertes, 0 événement enregistré',
  )
})
