import fc from 'fast-check'
import type { CustomerKey, KeyKind } from '#contract/customer-key.ts'
import type { NewEvent } from '#contract/event.ts'
import { keyIdOf } from '../projections/identity/key-id.ts'
import { dataOf, keyOf } from './identity-logs.ts'

/*
 * Logs in which a few people do everything there is: they are seen under several keys, order, ask, meet, and people of the
 * company merge, part and call them. Whatever is personal holds the word `secret`, or a key.
 */

const start = Date.UTC(2026, 10, 23)

export const peopleKeys: fc.Arbitrary<CustomerKey> = fc
  .tuple(fc.constantFrom<KeyKind>('customer', 'email', 'phone', 'crm', 'visitor'), fc.nat({ max: 3 }))
  .map(([kind, number]) => keyOf(kind, number))

const named = fc.uniqueArray(peopleKeys, { minLength: 1, maxLength: 3, selector: ({ kind }) => kind }).map(dataOf)

type Said = Pick<NewEvent, 'type' | 'data'> & Partial<NewEvent>

const account = fc
  .tuple(named, fc.constantFrom('customer.created', 'customer.updated', 'customer.identified'))
  .map(([keys, type]): Said => ({ type, data: { ...keys, name: 'Ada Secret', address: { line1: '1 secret street' } } }))
const page = fc.tuple(named, fc.nat({ max: 3 })).map(([keys, number]): Said => ({
  type: 'page.viewed',
  data: { ...keys, url: `https://shop.example/p${number}?q=secret`, title: `Parka ${number}`, sku: `s${number}` },
}))
/** An order and a ticket are of one customer, whatever else names them. */
const ofOne = (number: number) =>
  fc.oneof(
    fc.constant({}),
    named.map((keys) => ({ ...keys, ...dataOf([keyOf('customer', number % 4)]) })),
  )
const orderTypes = fc.constantFrom(
  'order.placed',
  'order.updated',
  'order.cancelled',
  'order.refunded',
  'order.shipped',
)
const order = fc
  .nat({ max: 5 })
  .chain((number) => fc.tuple(ofOne(number), orderTypes, fc.constant(number)))
  .map(([keys, type, number]): Said => ({
    type,
    subject: `order/${number}`,
    data: {
      ...keys,
      orderId: `${number % 2 === 1 ? 'PARIS' : 'o'}-${number}`,
      totalMinor: 900,
      currency: 'EUR',
      store: 'paris',
      lastName: 'Paris',
      lines: [{ sku: `s${number}`, quantity: 2, restocked: true, engraving: 'secret' }],
      note: 'secret',
    },
  }))
const ticket = fc
  .nat({ max: 3 })
  .chain((number) => fc.tuple(ofOne(number), fc.constantFrom('ticket.opened', 'ticket.closed'), fc.constant(number)))
  .map(([keys, type, number]): Said => ({ type, data: { ...keys, ticketId: `t-${number}`, title: 'my secret' } }))
const meeting = fc.tuple(named, named, fc.nat({ max: 2 })).map(([one, other, number]): Said => ({
  type: 'meeting.scheduled',
  data: { meetingId: `m-${number}`, title: 'with secret', startsAt: '2026-12-01T09:00:00Z', attendees: [one, other] },
}))
const by = { id: 'u-1', name: 'Sam' }
const decision = fc
  .tuple(peopleKeys, peopleKeys, fc.constantFrom('customer.merged', 'customer.separated'))
  .map(([one, other, type]): Said => ({
    type,
    source: 'vigie',
    data: { links: [{ from: keyIdOf(one), to: keyIdOf(other) }], by },
  }))
const call = fc.tuple(peopleKeys, fc.constantFrom('customer.taken', 'customer.called')).map(([key, type]): Said => ({
  type,
  source: 'vigie',
  data: { customer: keyIdOf(key), by, turn: 0, outcome: 'reached', note: 'secret' },
}))
const stock = fc
  .nat({ max: 5 })
  .map((number): Said => ({ type: 'stock.changed', data: { sku: `s${number}`, store: 'paris', onHand: 9 } }))

const said = fc.oneof(
  { arbitrary: account, weight: 4 },
  { arbitrary: order, weight: 4 },
  { arbitrary: page, weight: 3 },
  ...[ticket, meeting, decision, call, stock].map((arbitrary) => ({ arbitrary, weight: 1 })),
)

/** @param prefix of ids, which are then unique. */
export function peopleLogs(prefix: string): fc.Arbitrary<NewEvent[]> {
  const drawn = fc.record({ said, minute: fc.nat({ max: 600 }), backfill: fc.constantFrom(false, false, true) })
  return fc.array(drawn, { minLength: 1, maxLength: 50 }).map((all) =>
    all.map(({ said: event, minute, backfill }, index) => ({
      id: `${prefix}-${index}`,
      source: 'shop',
      subject: null,
      occurredAt: start + minute * 60_000,
      receivedAt: start + minute * 60_000,
      backfill,
      synthetic: false,
      clamped: false,
      ...event,
    })),
  )
}
