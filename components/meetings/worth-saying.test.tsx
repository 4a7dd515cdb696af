import { NextIntlClientProvider } from 'next-intl'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import type { AttendeeRow } from '#contract/views/meetings.ts'
import en from '../../messages/en.json' with { type: 'json' }
import fr from '../../messages/fr.json' with { type: 'json' }
import { WorthSaying } from './worth-saying.tsx'

const now = Date.parse('2026-11-17T15:46:08Z')
const terms = [{ rule: 'price', about: 'Prices', sum: 1, at: now, count: 3, lastAt: now }]
const attendee: AttendeeRow = {
  kind: 'attendee',
  place: 1,
  name: 'Gwenn',
  email: null,
  status: null,
  isOrganizer: false,
  customer: null,
  company: null,
  isUnknown: false,
  orders: 1,
  ordersMinor: null,
  currency: null,
  lastOrderAt: null,
  seen: null,
  pages: [],
  tickets: [],
  interest: { kind: 'interest', sum: 3, at: now, halfLifeMs: 1, scale: 1, terms },
}

test.each([
  ['en', en, 'Gwenn looked at Prices 3 times.'],
  ['fr', fr, 'Gwenn a regardé Prices 3 fois.'],
])('in %s a count of views is said to be one, of whoever it is', (locale, messages, said) => {
  const shown = renderToStaticMarkup(
    <NextIntlClientProvider locale={locale} messages={messages} timeZone="Europe/Paris">
      <WorthSaying attendees={[attendee]} products={[]} now={now} />
    </NextIntlClientProvider>,
  )
  expect(shown).toContain(said)
})
