import { expect, test } from 'vitest'
import { publicFactsOf } from '#contract/public-facts.ts'
import { newEvent } from '../testing/log-fixture.ts'
import { foldLatest, latestSlots } from './latest.ts'

test.each([
  ['page.viewed', { title: 'Parka Ouessant', url: 'https://x/?email=a@b' }, { title: 'Parka Ouessant' }],
  [
    'order.placed',
    { totalMinor: 8490, currency: 'EUR', store: 'Nantes', email: 'a@b' },
    { amountMinor: 8490, currency: 'EUR', store: 'Nantes' },
  ],
  [
    'stock.changed',
    { sku: 'P-1', store: 'Lyon', before: 31, onHand: 30 },
    { sku: 'P-1', store: 'Lyon', before: 31, after: 30 },
  ],
  [
    'product.updated',
    { sku: 'P-1', title: 'Parka', priceMinor: 18900, marginMinor: 8190, currency: 'EUR' },
    { sku: 'P-1', title: 'Parka', amountMinor: 18900, currency: 'EUR' },
  ],
  ['store.updated', { store: 's08', name: 'Brest', latitude: 48.387, longitude: -4.488 }, { title: 'Brest' }],
  [
    'delivery.expected',
    { deliveryId: 'D-1', sku: 'P-1', title: 'Parka', store: 'Brest', quantity: 24, expectedAt: '2026-11-23T09:00:00Z' },
    { sku: 'P-1', title: 'Parka', store: 'Brest', quantity: 24 },
  ],
  ['customer.created', { phone: '+33600000000', email: 'a@b' }, {}],
  ['source.silent', { source: 'shop', name: 'Shop', silenceSeconds: 60 }, { title: 'Shop' }],
  ['anything.else', { title: 'private' }, {}],
  ['page.viewed', { title: 12 }, {}],
  ['page.viewed', null, {}],
  ['order.placed', { totalMinor: 1.5 }, {}],
])('of %s %j the wall shows %j and nothing else', (type, data, facts) => {
  expect(publicFactsOf({ type, data })).toEqual(facts)
})

test('a long title is cut without leaving half a character', () => {
  const { title } = publicFactsOf({ type: 'page.viewed', data: { title: `${'a'.repeat(79)}😀` } })
  expect(title?.isWellFormed()).toBe(true)
  expect(title?.length).toBeLessThanOrEqual(80)
})

test('a slot whose next event does not count keeps the one before, however many other events follow', () => {
  const events = Array.from({ length: latestSlots * 2 }, (_, index) => ({
    ...newEvent({ id: `${index}`, synthetic: index === latestSlots }),
    position: BigInt(index + 1),
  }))
  const bySlot = foldLatest(events).toSorted((a, b) => a.slot - b.slot)
  expect(bySlot.map(({ slot }) => slot)).toEqual(Array.from({ length: latestSlots }, (_, slot) => slot))
  expect(bySlot[1]?.position).toBe(1n)
})
