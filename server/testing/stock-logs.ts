import fc from 'fast-check'
import * as z from 'zod'
import type { EventType, StoredEvent } from '#contract/event.ts'

/*
 * Logs of a few weeks of stock: few SKUs in few places, so that they share rows; in order and late by minutes, days and
 * weeks; history in between; restocks and sales around zero; people who answer alerts that have opened.
 */
const start = Date.parse('2026-10-20T08:00:00Z')
const hourMs = 3_600_000

const places = ['brest', 'quimper', 'web']
const skus = ['parka-m', 'boots-40']

interface Drawn {
  type: EventType
  source?: string
  data: Record<string, unknown>
}

const sku = fc.constantFrom(...skus)
const storeId = fc.constantFrom(...places)
const orderId = fc.integer({ min: 1, max: 60 }).map((number) => `o${number}`)

const movement = fc
  .record({
    sku,
    storeId,
    change: fc.oneof(
      { arbitrary: fc.record({ onHand: fc.integer({ min: -1, max: 6 }) }), weight: 4 },
      fc.record({ onHand: fc.integer({ min: 0, max: 9 }), version: fc.integer({ min: 1, max: 40 }) }),
      fc.record({ delta: fc.integer({ min: -4, max: 6 }) }),
    ),
    reason: fc.constantFrom('sale', 'sale', 'delivery'),
  })
  .map(({ change, ...data }): Drawn => ({ type: 'stock.changed', source: 'erp', data: { ...data, ...change } }))

const inventoryItemId = fc.constantFrom('i1', 'i2', 'i3')
const itemLevel = fc
  .record({ inventoryItemId, storeId, onHand: fc.integer({ min: 0, max: 6 }) })
  .map((data): Drawn => ({ type: 'stock.changed', source: 'shop', data }))
const variants = fc
  .array(fc.record({ sku, inventoryItemId }), { minLength: 1, maxLength: 2 })
  .map((variants): Drawn => ({ type: 'product.updated', source: 'shop', data: { title: 'C', variants } }))

const line = fc.record({ sku, quantity: fc.integer({ min: 1, max: 4 }), unitPriceMinor: fc.constant(4900) })
const sale = fc
  .record({ orderId, storeId, lines: fc.array(line, { minLength: 1, maxLength: 2 }) })
  .map((data): Drawn => ({ type: 'order.placed', source: 'shop', data }))
const cancellation = fc.record({ orderId }).map((data): Drawn => ({ type: 'order.cancelled', source: 'shop', data }))

const refund = fc
  .record({ orderId, storeId, lines: fc.array(fc.record({ sku, quantity: fc.constant(1), restocked: fc.boolean() })) })
  .map((data): Drawn => ({ type: 'order.refunded', source: 'shop', data }))

const product = fc
  .record({
    sku,
    title: fc.constantFrom('A', 'B'),
    marginMinor: fc.integer({ min: 0, max: 3000 }),
    path: fc.constantFrom('/a', '/b'),
    category: fc.constantFrom('coats', 'boots'),
  })
  .map((data): Drawn => ({
    type: 'product.updated',
    source: 'erp',
    data: { ...data, priceMinor: 4900, currency: 'EUR' },
  }))
const placed = fc
  .record({ store: storeId, latitude: fc.constantFrom(48.39, 47.99), longitude: fc.constantFrom(-4.48, -4.1) })
  .map((data): Drawn => ({ type: 'store.updated', source: 'erp', data }))
const deliveryId = fc.constantFrom('d1', 'd2', 'd3')
const delivery = fc
  .record({ deliveryId, sku, storeId, quantity: fc.constant(9), inHours: fc.integer({ min: 1, max: 300 }) })
  .map(({ inHours, ...data }): Drawn => {
    const expectedAt = new Date(start + inHours * 2 * hourMs).toISOString()
    return { type: 'delivery.expected', source: 'erp', data: { ...data, expectedAt } }
  })
const deliveryEnd = fc
  .record({ deliveryId })
  .map((data): Drawn => ({ type: 'delivery.cancelled', source: 'erp', data }))
const view = fc
  .record({ url: fc.constantFrom('https://shop.example/a', '/b?x=1', '/c') })
  .map((data): Drawn => ({ type: 'page.viewed', source: 'site', data }))
const silence = fc
  .constantFrom<EventType>('source.silent', 'source.heard')
  .map((type): Drawn => ({ type, source: 'vigie', data: { source: 'shop' } }))

const person = { id: 'p1', name: 'Ada' }
/** `opened`: which of the positions before it the alert is named after, counted backwards. */
const answer = fc
  .record({
    type: fc.constantFrom<EventType>(
      'alert.acknowledged',
      'alert.assigned',
      'alert.snoozed',
      'alert.commented',
      'alert.reopened',
    ),
    sku,
    storeId,
    kind: fc.constantFrom('out', 'out', 'at-risk'),
    opened: fc.integer({ min: 1, max: 6 }),
  })
  .map(({ type, ...about }): Drawn => ({
    type,
    source: 'vigie',
    data: { about, by: person, assignee: person, text: 'ok' },
  }))

const about = fc.constantFrom(
  { scope: 'all' },
  { scope: 'sku', value: 'parka-m' },
  { scope: 'place', value: 'brest' },
  { scope: 'category', value: 'coats' },
)
const rule = fc
  .record({ about, opensAt: fc.constantFrom(0.1, 0.3, 0.6), leadTimeHours: fc.constantFrom(null, 24, 400) })
  .map(({ about, opensAt, leadTimeHours }): Drawn => {
    const data = { ...about, opensAt, closesBelow: opensAt / 2, leadTimeHours, by: person }
    return { type: 'stock-rule.set', source: 'vigie', data }
  })
const ruleEnd = about.map((data): Drawn => ({ type: 'stock-rule.removed', source: 'vigie', data }))

const drawnEvent = fc.oneof(
  { arbitrary: movement, weight: 8 },
  { arbitrary: sale, weight: 8 },
  { arbitrary: cancellation, weight: 2 },
  { arbitrary: answer, weight: 3 },
  { arbitrary: itemLevel, weight: 2 },
  ...[variants, refund, rule, rule, ruleEnd, product, placed, delivery, deliveryEnd, view, silence].map(
    (arbitrary) => ({
      arbitrary,
      weight: 1,
    }),
  ),
)

/** Late by nothing, by minutes, by days, by weeks. */
const lateMs = fc.oneof(
  { arbitrary: fc.constant(0), weight: 12 },
  { arbitrary: fc.integer({ min: 1, max: 7_200_000 }), weight: 3 },
  fc.integer({ min: 1, max: 5 * 24 * hourMs }),
  fc.integer({ min: 1, max: 30 * 24 * hourMs }),
)
const gapMs = fc.oneof(
  { arbitrary: fc.integer({ min: 1, max: hourMs }), weight: 6 },
  { arbitrary: fc.integer({ min: 1, max: 12 * hourMs }), weight: 3 },
  fc.integer({ min: 1, max: 9 * 24 * hourMs }),
)

export function stockLogs({ minLength = 20, maxLength = 120 } = {}): fc.Arbitrary<StoredEvent[]> {
  const entry = fc.record({ drawn: drawnEvent, lateMs, gapMs, backfill: fc.constantFrom(false, false, false, true) })
  return fc.array(entry, { minLength, maxLength, size: 'max' }).map((entries) => {
    let now = start
    return entries.map(({ drawn, lateMs, gapMs, backfill }, index) => {
      now += gapMs
      return toEvent(drawn, {
        index,
        receivedAt: now,
        occurredAt: now - lateMs,
        backfill: backfill && drawn.source !== 'vigie',
      })
    })
  })
}

/** Sales and levels only, each at a moment of its own, none of them history. */
export function soldAndStated(): fc.Arbitrary<StoredEvent[]> {
  return fc
    .tuple(
      fc.array(fc.oneof(movement, sale, cancellation), { minLength: 5, maxLength: 60, size: 'max' }),
      fc.array(gapMs, { minLength: 60, maxLength: 60 }),
    )
    .map(([entries, gaps]) => {
      let now = start
      const cancelled = new Set<unknown>()
      return entries.map((drawn, index) => {
        now += gaps[index] ?? 1
        return toEvent(once(drawn, index, cancelled), { index, receivedAt: now, occurredAt: now, backfill: false })
      })
    })
}

/** Each order is placed once and cancelled once: which of two comes first is all that could tell them apart. */
function once(drawn: Drawn, index: number, cancelled: Set<unknown>): Drawn {
  const { orderId } = drawn.data
  if (drawn.type === 'order.placed') return { ...drawn, data: { ...drawn.data, orderId: `o${index}` } }
  if (drawn.type !== 'order.cancelled' || !cancelled.has(orderId)) {
    if (drawn.type === 'order.cancelled') cancelled.add(orderId)
    return drawn
  }
  return { ...drawn, data: { orderId: `never-placed-${index}` } }
}

interface When {
  index: number
  receivedAt: number
  occurredAt: number
  backfill: boolean
}

function toEvent({ type, source = 'erp', data }: Drawn, { index, ...when }: When): StoredEvent {
  const position = BigInt(index + 1)
  const said = withAlert(data, { position, receivedAt: when.receivedAt })
  return {
    position,
    id: `${position}`,
    source,
    type,
    subject: null,
    ...when,
    data: said,
    synthetic: false,
    clamped: false,
  }
}

const aboutSchema = z.object({ sku: z.string(), storeId: z.string(), kind: z.string(), opened: z.int() })

function withAlert(data: Record<string, unknown>, { position, receivedAt }: { position: bigint; receivedAt: number }) {
  const about = aboutSchema.safeParse(data['about']).data
  if (about === undefined) return data
  const alert = `${about.sku}@${about.storeId}:${about.kind}:${position - BigInt(about.opened)}`
  return { ...data, alert, until: new Date(receivedAt + 5 * hourMs).toISOString() }
}
