import { expect, test } from 'vitest'
import { newEvent } from '../../testing/log-fixture.ts'
import { keyIdOf } from '../identity/key-id.ts'
import { scrubEvent } from './scrub-event.ts'

const ada = keyIdOf({ kind: 'customer', value: 'c-ada-1' })
const scrubbing = { isErased: (id: string) => id === ada, country: 'FR', pseudonymOf: () => 'somebody' } as const

test('what stock is made of stays of somebody who is called like a shop, and nothing that holds an address', () => {
  const customer = { customerId: 'c-ada-1', email: 'ada@private.example', name: 'Paris', lastName: 'Eur' }
  const lines = [
    { sku: 'paris-mug', quantity: 2, restocked: true, engraving: 'Paris' },
    { sku: 'mug of ada@private.example', quantity: 1 },
  ]
  const data = { ...customer, orderId: 'o-1', storeId: 'paris', currency: 'EUR', channel: 'by Paris', lines }
  const { data: left } = scrubEvent(newEvent({ id: 'e-1', type: 'order.refunded', data }), scrubbing)
  expect(left).toEqual({
    orderId: 'o-1',
    storeId: 'paris',
    currency: 'EUR',
    lines: [{ sku: 'paris-mug', quantity: 2, restocked: true }, { quantity: 1 }],
    $erased: true,
  })
})

test('a name stays in nothing else', () => {
  const data = { customerId: 'c-ada-1', name: 'Lovelace', orderId: 'o-1', channel: 'by Lovelace', campaign: 'Lovelace' }
  const { data: left } = scrubEvent(newEvent({ id: 'e-1', data }), scrubbing)
  expect(left).toEqual({ orderId: 'o-1', $erased: true })
})

test.each(['ada_lovelace-42', 'Ada', 'ada@private.example/1'])(
  'of an order whose id names somebody it is another, the same everywhere: %s',
  (orderId) => {
    const customer = { customerId: 'c-ada-1', email: 'ada@private.example', name: 'Ada Lovelace', lastName: 'Ada' }
    const event = newEvent({ id: 'e-1', subject: `order/${orderId}`, data: { ...customer, orderId, ticketId: 't-1' } })
    const { subject, data } = scrubEvent(event, scrubbing)
    expect({ subject, data }).toEqual({
      subject: 'order/somebody',
      data: { orderId: 'somebody', ticketId: 't-1', $erased: true },
    })
  },
)
