import { expect, test } from 'vitest'
import { eventCatalogue } from '#contract/event.ts'
import { formatsFor } from '#components/format/formats.ts'
import { eventWords } from './event-words.ts'
import en from '../../messages/en.json' with { type: 'json' }

const formats = formatsFor('en-GB', 'Europe/Paris')

test('an order says where and how much', () => {
  const facts = { store: 'Nantes Atlantis', amountMinor: 8490, currency: 'EUR' }
  expect(eventWords('order.placed', facts, formats)).toEqual({
    lead: { message: 'orderPlaced' },
    leadIsSeen: true,
    details: ['Nantes Atlantis'],
    figure: '€84.90',
  })
})

test('a page or a stock level with a title needs no other word for the eye', () => {
  const page = eventWords('page.viewed', { title: 'Guide des tailles' }, formats)
  expect(page).toMatchObject({ lead: { message: 'pageViewed' }, leadIsSeen: false, details: ['Guide des tailles'] })
  const facts = { sku: 'Parka M', store: 'Rouen', before: 12, after: 11 }
  const stock = eventWords('stock.changed', facts, formats)
  expect(stock).toMatchObject({ leadIsSeen: false, details: ['Parka M', 'Rouen'], figure: '12 → 11' })
})

test('what is expected says what, where and how much', () => {
  const facts = { title: 'Parka Ouessant M', sku: 'BRM-1182-M', store: 'Brest Siam', quantity: 24 }
  expect(eventWords('delivery.expected', facts, formats)).toMatchObject({
    lead: { message: 'deliveryExpected' },
    leadIsSeen: true,
    details: ['Parka Ouessant M', 'Brest Siam'],
    figure: '+24',
  })
})

test('without facts the type says itself in words', () => {
  expect(eventWords('page.viewed', {}, formats)).toMatchObject({ lead: { message: 'pageViewed' }, leadIsSeen: true })
})

test('a type without words is shown as it is, with its facts', () => {
  expect(eventWords('parcel.lost', { title: 'Grand froid' }, formats)).toMatchObject({
    lead: { raw: 'parcel.lost' },
    details: ['Grand froid'],
  })
})

test('a type named like a part of every object is only a type', () => {
  expect(eventWords('constructor', {}, formats).lead).toEqual({ raw: 'constructor' })
})

test('a currency without minor units is not divided', () => {
  const { figure } = eventWords('order.placed', { amountMinor: 8490, currency: 'JPY' }, formats)
  expect(figure).toBe('¥8,490')
})

test('every type of the catalogue has words in the messages', () => {
  const spoken = Object.keys(eventCatalogue).map((type) => eventWords(type, {}, formats).lead)
  const known: string[] = Object.keys(en.events)
  expect(spoken.filter((lead) => 'raw' in lead || !known.includes(lead.message))).toEqual([])
})
