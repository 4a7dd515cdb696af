import fc from 'fast-check'
import type { EventType, StoredEvent } from '#contract/event.ts'

/*
 * Logs of a few customers: pages, baskets, orders with and without a name on them, tickets, and types that no code knows; in
 * order and late by minutes and weeks, history in between.
 */
const start = Date.parse('2026-11-01T08:00:00Z')
const hourMs = 3_600_000

const who = fc.constantFrom('v1', 'v2', 'v3').map((visitorId) => ({ visitorId }))
const somebody = fc.oneof(who, fc.constant({}))
const id = fc.integer({ min: 1, max: 12 }).map((number) => `n${number}`)

interface Drawn {
  type: EventType
  data: Record<string, unknown>
}

const page = fc
  .tuple(who, fc.integer({ min: 1, max: 40 }), fc.boolean())
  .map(([visitor, number, isProduct]): Drawn => ({
    type: 'page.viewed',
    data: { ...visitor, url: `https://shop.example/p${number}`, ...(isProduct && { sku: `s${number}` }) },
  }))
const basket = fc
  .tuple(who, fc.constantFrom('Parka', 'Boots'))
  .map(([visitor, title]): Drawn => ({ type: 'cart.updated', data: { ...visitor, title } }))
const order = fc
  .record({
    type: fc.constantFrom<EventType>('order.placed', 'order.updated', 'order.cancelled', 'order.refunded'),
    visitor: somebody,
    orderId: id,
    totalMinor: fc.integer({ min: 100, max: 900 }),
    store: fc.constantFrom('web', undefined),
  })
  .map(({ type, visitor, ...data }): Drawn => ({ type, data: { ...visitor, currency: 'EUR', ...data } }))
const ticket = fc
  .record({ type: fc.constantFrom<EventType>('ticket.opened', 'ticket.closed'), visitor: somebody, ticketId: id })
  .map(({ type, visitor, ...data }): Drawn => ({ type, data: { ...visitor, title: 'Late', ...data } }))
const unknown = who.map((visitor): Drawn => ({ type: 'parcel.lost', data: { ...visitor, reason: 'rain' } }))

const drawn = fc.oneof(
  { arbitrary: page, weight: 8 },
  { arbitrary: order, weight: 5 },
  ...[basket, ticket, unknown].map((arbitrary) => ({ arbitrary, weight: 1 })),
)
const lateMs = fc.oneof(
  { arbitrary: fc.constant(0), weight: 6 },
  { arbitrary: fc.integer({ min: 1, max: 7_200_000 }), weight: 2 },
  fc.integer({ min: 1, max: 20 * 24 * hourMs }),
)

export function customerLogs({ minLength = 20, maxLength = 160 } = {}): fc.Arbitrary<StoredEvent[]> {
  const entry = fc.record({
    drawn,
    lateMs,
    gapMs: fc.integer({ min: 1, max: 8 * hourMs }),
    synthetic: fc.constantFrom(false, false, false, false, true),
  })
  return fc.array(entry, { minLength, maxLength, size: 'max' }).map((entries) => {
    let now = start
    return entries.map(({ drawn, lateMs, gapMs, synthetic }, index) => {
      now += gapMs
      const position = BigInt(index + 1)
      const at = { occurredAt: now - lateMs, receivedAt: now }
      return {
        position,
        id: `${position}`,
        source: 'site',
        subject: null,
        ...drawn,
        ...at,
        backfill: false,
        clamped: false,
        synthetic,
      }
    })
  })
}
