import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { webhookEventSchema } from '#contract/api.ts'
import { eventCatalogue, isCoreEventType } from '#contract/event.ts'
import { createDay } from './day.ts'
import { createRandom } from './random.ts'
import type { DemoEvent } from './simulation.ts'
import { nextEvents } from './simulation.ts'
import { demoSources } from './sources.ts'

const startsAt = Date.parse('2026-11-23T09:00:00Z')

/** Half an hour of the company's busiest hour. */
function live({ seed, run = 'run' }: { seed: number; run?: string }): DemoEvent[] {
  const day = createDay({ random: createRandom(seed), startsAt, run, busynessAt: () => 1 })
  const events: DemoEvent[] = []
  while (day.agenda.nextAt < startsAt + 1_800_000) events.push(...nextEvents(day))
  return events
}

const orderSchema = z.object({
  orderId: z.string(),
  totalMinor: z.int().positive(),
  currency: z.literal('EUR'),
  store: z.string(),
  visitorId: z.string().optional(),
  lines: z
    .array(z.object({ sku: z.string(), quantity: z.int().positive(), unitPriceMinor: z.int().positive() }))
    .min(1),
})
const stockSchema = z.object({ sku: z.string(), storeId: z.string(), before: z.int(), onHand: z.int().nonnegative() })
const viewSchema = z.object({ visitorId: z.string(), model: z.string().optional() })

const ofType = (events: readonly DemoEvent[], type: string): DemoEvent[] =>
  events.filter(({ event }) => event.type === type)
const ordersOf = (events: readonly DemoEvent[], type: string): Array<z.infer<typeof orderSchema>> =>
  ofType(events, type).map(({ event }) => orderSchema.parse(event.data))

describe.each([1, 2, 3])('half an hour at Brisemer, seed %i', (seed) => {
  const events = live({ seed })

  test('sends 50 to 65 events a second, from every source', () => {
    expect(events.length / 1800).toBeGreaterThan(50)
    expect(events.length / 1800).toBeLessThan(65)
    expect(new Set(events.map(({ source }) => source))).toEqual(new Set(demoSources.map(({ slug }) => slug)))
  })

  test('sends nothing that the contract does not know how to read, in order of time, under ids of its own', () => {
    const unreadable = events.filter(({ event: { type, ...rest } }) => {
      const isWellFormed = webhookEventSchema.safeParse({ type, ...rest }).success
      return !isWellFormed || (isCoreEventType(type) && !eventCatalogue[type].safeParse(rest.data).success)
    })
    expect(unreadable).toEqual([])
    expect(new Set(events.map(({ event }) => event.id)).size).toBe(events.length)
    expect(events.every(({ at }, index) => at >= (events[index - 1]?.at ?? startsAt))).toBe(true)
  })

  test('an order’s total is the sum of its lines', () => {
    for (const type of ['order.placed', 'order.cancelled', 'order.refunded']) {
      const orders = ordersOf(events, type)
      expect(orders.length).toBeGreaterThan(20)
      const wrong = orders.filter(
        ({ totalMinor, lines }) =>
          lines.reduce((sum, { quantity, unitPriceMinor }) => sum + quantity * unitPriceMinor, 0) !== totalMinor,
      )
      expect(wrong).toEqual([])
    }
  })

  test('a level is never negative, and every change starts from the level before it', () => {
    const levels = new Map<string, number>()
    const changes = ofType(events, 'stock.changed').map(({ event }) => stockSchema.parse(event.data))
    const jumps = changes.filter(({ sku, storeId, before, onHand }) => {
      const key = `${sku}@${storeId}`
      const expected = levels.get(key) ?? before
      levels.set(key, onHand)
      return before !== expected
    })
    expect(jumps).toEqual([])
    expect(changes.length).toBeGreaterThan(5000)
  })

  test('the stock that falls with orders is what the orders sold', () => {
    const sold = ordersOf(
      events.filter(({ at }) => at < startsAt + 1_799_000),
      'order.placed',
    )
    const placed = new Map(
      sold.map(({ orderId, lines }) => [orderId, lines.reduce((sum, { quantity }) => sum + quantity, 0)]),
    )
    const fallen = new Map<string, number>()
    for (const { event } of ofType(events, 'stock.changed')) {
      const { orderId, reason, before, onHand } = stockSchema
        .extend({ reason: z.string(), orderId: z.string().default('') })
        .parse(event.data)
      if (reason === 'sale') fallen.set(orderId, (fallen.get(orderId) ?? 0) + before - onHand)
    }
    expect([...placed].filter(([orderId, quantity]) => fallen.get(orderId) !== quantity)).toEqual([])
    expect(placed.size).toBeGreaterThan(5000)
  })

  test('a web order follows a view of what it buys, by the same visitor', () => {
    const seen = new Set<string>()
    let webOrders = 0
    for (const { event } of events) {
      if (event.type === 'page.viewed') {
        const { visitorId, model } = viewSchema.parse(event.data)
        seen.add(`${visitorId} ${model ?? ''}`)
      }
      if (event.type !== 'order.placed') continue
      const { visitorId, lines, store } = orderSchema.parse(event.data)
      if (store !== 'web') continue
      webOrders += 1
      for (const { sku } of lines) expect(seen.has(`${visitorId} ${sku.split('-').slice(0, 2).join('-')}`)).toBe(true)
    }
    expect(webOrders).toBeGreaterThan(300)
  })

  test('a cancellation or a refund names an order that was placed, with its amount, and comes once', () => {
    const placed = new Map<string, number>()
    const undone = new Set<string>()
    for (const { event } of events) {
      if (!event.type.startsWith('order.')) continue
      const { orderId, totalMinor } = orderSchema.parse(event.data)
      if (event.type === 'order.placed') placed.set(orderId, totalMinor)
      else {
        expect(placed.get(orderId)).toBe(totalMinor)
        expect(undone.has(orderId)).toBe(false)
        undone.add(orderId)
      }
    }
  })
})

test('one seed makes one day', () => {
  expect(live({ seed: 7 }).slice(0, 5000)).toEqual(live({ seed: 7 }).slice(0, 5000))
})

test('two runs have no id in common', () => {
  const first = new Set(live({ seed: 7, run: 'a' }).map(({ event }) => event.id))
  expect(live({ seed: 7, run: 'b' }).some(({ event }) => first.has(event.id))).toBe(false)
})

test('a phone number is one that the regulator keeps for fiction', () => {
  const phones = ofType(live({ seed: 7 }), 'customer.created').flatMap(({ event }) => event.data['phone'] ?? [])
  expect(phones.length).toBeGreaterThan(50)
  for (const phone of phones) expect(phone).toMatch(/^\+33 6 39 98 \d\d \d\d$/)
})
