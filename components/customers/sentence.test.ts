import { describe, expect, test } from 'vitest'
import type { TimelineFacts } from '#contract/timeline.ts'
import { eventCatalogue } from '#contract/event.ts'
import { readable, sentenceOf, spoken } from './sentence.ts'
import en from '../../messages/en.json' with { type: 'json' }
import fr from '../../messages/fr.json' with { type: 'json' }

const formats = {
  money: (amountMinor: number, currency: string) => `${amountMinor / 100} ${currency}`,
  since: (at: number) => `at ${at}`,
  units: (count: number) => `${count} items`,
  outcome: (outcome: string) => outcome,
}

function of(type: string, facts: TimelineFacts = {}) {
  return sentenceOf(type, facts, formats, 0)
}

describe('sentences', () => {
  test('a page is told by its title, else by its path', () => {
    expect(of('page.viewed', { title: 'Parka', path: '/p' })).toMatchObject({
      lead: { message: 'pageViewed', values: { title: 'Parka' } },
      isStrong: false,
      details: [],
    })
    expect(of('page.viewed', { path: '/d%C3%A9tail' }).lead).toMatchObject({ values: { title: '/détail' } })
  })

  test('an order says its number, what is in it and what it costs', () => {
    expect(
      of('order.placed', { id: '17', units: 3, store: 'Brest', amountMinor: 4990, currency: 'EUR' }),
    ).toMatchObject({
      lead: { message: 'orderPlaced', values: { id: '17' } },
      details: ['3 items', 'Brest'],
      figure: '49.9 EUR',
    })
  })

  test('somebody who is recognised is told by the evidence', () => {
    expect(of('customer.identified', { evidence: 'login' }).lead).toMatchObject({ message: 'signedIn' })
    expect(of('customer.identified', { evidence: 'guess' }).lead).toMatchObject({ message: 'recognised' })
  })

  test('a type that nobody has words for is told by its own', () => {
    expect(of('parcel.lost', { title: 'Parcel 12', reason: 'rain' })).toMatchObject({
      lead: { raw: 'Parcel lost' },
      details: ['Parcel 12', 'rain'],
    })
    expect(spoken('Product_Viewed')).toBe('Product viewed')
    expect(spoken('toString')).toBe('To string')
    expect(readable('/%E0%A4%A')).toBe('/%E0%A4%A')
  })

  test('every sentence has words in both languages', () => {
    const types = [...Object.keys(eventCatalogue), 'cart.updated', 'mail.opened', 'mail.clicked', 'customer.called']
    for (const type of types) {
      const { lead } = of(type)
      if ('raw' in lead) continue
      expect(en.customers.sentence).toHaveProperty(lead.message)
      expect(fr.customers.sentence).toHaveProperty(lead.message)
    }
  })
})
