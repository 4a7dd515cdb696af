import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { webhookEventSchema } from '#contract/api.ts'
import { eventCatalogue, isCoreEventType } from '#contract/event.ts'
import { createDay } from './day.ts'
import { wantedInBusiestHour } from './demand.ts'
import { createRandom } from './random.ts'
import type { ErpBooking } from './erp/booking.ts'
import { busynessAt } from './rhythm.ts'
import { startSales } from './sale.ts'
import type { DemoEvent, Told } from './simulation.ts'
import { createEmptyDay, nextTold } from './simulation.ts'
import { demoSources } from './sources.ts'
import { initialLevels } from './stock-levels.ts'
import { startDeliveries } from './stock-moves.ts'
import { campaigns } from './world.ts'

const startsAt = Date.parse('2026-11-23T09:00:00Z')

interface Lived {
  seed: number
  run?: string
  minutes?: number
}

/** A part of the company's busiest hour. */
function live({ seed, run = 'run', minutes = 30 }: Lived): { events: DemoEvent[]; bookings: ErpBooking[] } {
  const books = { levels: initialLevels(createRandom(1), startsAt), expected: [] }
  const day = createDay({ random: createRandom(seed), startsAt, run, busynessAt: () => 1, books })
  const told: Told[] = []
  while (day.agenda.nextAt < startsAt + minutes * 60_000) told.push(...nextTold(day))
  return {
    events: told.flatMap((each) => ('event' in each ? [each] : [])),
    bookings: told.flatMap((each) => ('booking' in each ? [each] : [])),
  }
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
const viewSchema = z.object({ visitorId: z.string(), model: z.string().optional(), campaign: z.string().optional() })

const ofType = (events: readonly DemoEvent[], type: string): DemoEvent[] =>
  events.filter(({ event }) => event.type === type)
type OfKind<Kind> = ErpBooking & { booking: Extract<ErpBooking['booking'], { kind: Kind }> }
function ofKind<Kind extends ErpBooking['booking']['kind']>(
  bookings: readonly ErpBooking[],
  kind: Kind,
): OfKind<Kind>[] {
  return bookings.filter((each): each is OfKind<Kind> => each.booking.kind === kind)
}
const ordersOf = (events: readonly DemoEvent[], type: string): Array<z.infer<typeof orderSchema>> =>
  ofType(events, type).map(({ event }) => orderSchema.parse(event.data))

describe.each([1, 2, 3])('half an hour at Brisemer, seed %i', (seed) => {
  const { events, bookings } = live({ seed })

  test('sends 40 to 50 events a second from every source, and books in the ERP once in two or three seconds', () => {
    expect(events.length / 1800).toBeGreaterThan(40)
    expect(events.length / 1800).toBeLessThan(50)
    const since = bookings.filter(({ at }) => at > startsAt + 1000)
    expect(since.length / 1800).toBeGreaterThan(0.3)
    expect(since.length / 1800).toBeLessThan(0.6)
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
      expect(orders.length).toBeGreaterThan(0)
      const wrong = orders.filter(
        ({ totalMinor, lines }) =>
          lines.reduce((sum, { quantity, unitPriceMinor }) => sum + quantity * unitPriceMinor, 0) !== totalMinor,
      )
      expect(wrong).toEqual([])
    }
  })

  test('whatever the tills and the shop tell of an order, the ERP books once, with the same lines and at most a second later', () => {
    const booked = ofKind(bookings, 'order-placed')
    const placed = ofType(events, 'order.placed').filter(({ at }) => at < startsAt + 1_799_000)
    const byId = new Map(booked.map(({ at, booking: { order } }) => [order.orderId, { at, order }]))
    expect(byId.size).toBe(booked.length)
    for (const { at, event } of placed) {
      const { orderId, lines } = orderSchema.parse(event.data)
      const found = byId.get(orderId)
      expect(found?.order.lines.map(({ variant, quantity }) => [variant.sku, quantity])).toEqual(
        lines.map(({ sku, quantity }) => [sku, quantity]),
      )
      expect((found?.at ?? 0) - at).toBeLessThan(1000)
    }
    expect(placed.length).toBeGreaterThan(250)
  })

  test('no other system tells of the orders of business accounts', () => {
    const told = new Set(ordersOf(events, 'order.placed').map(({ orderId }) => orderId))
    const business = ofKind(bookings, 'order-placed').filter(({ booking: { order } }) => order.channel === 'pro')
    expect(business.length).toBeGreaterThan(0)
    expect(business.filter(({ booking: { order } }) => told.has(order.orderId))).toEqual([])
  })

  test('an account is told by the CRM when it is of the web, and booked in the ERP in any case', () => {
    const told = new Set(ofType(events, 'customer.created').map(({ event }) => event.data['customerId']))
    const booked = ofKind(bookings, 'customer-created').filter(({ at }) => at > startsAt + 1000)
    const wrong = booked.filter(({ booking: { customerId, channel } }) => told.has(customerId) !== (channel === 'web'))
    expect(wrong).toEqual([])
    expect(new Set(booked.map(({ booking: { channel } }) => channel))).toEqual(new Set(['web', 'store']))
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
    expect(webOrders).toBeGreaterThan(30)
  })

  test('whoever follows a link in a mail begins at what the mail shows', () => {
    const views = ofType(events, 'page.viewed').map(({ event }) => viewSchema.parse(event.data))
    const firsts = new Map(views.toReversed().map((view) => [view.visitorId, view]))
    const byMail = [...firsts.values()].filter(({ campaign }) => campaign !== undefined)
    const shown = campaigns.flatMap(({ name, models }) => models.map((model) => `${name}: BRM-${model}`))
    expect(new Set(byMail.map(({ campaign, model }) => `${campaign}: ${model}`))).toEqual(new Set(shown))
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
  const [one, again] = [live({ seed: 7, minutes: 2 }), live({ seed: 7, minutes: 2 })]
  expect(one.events.length).toBeGreaterThan(4000)
  expect(one.bookings.length).toBeGreaterThan(40)
  expect(again).toEqual(one)
})

test('two runs have no id in common', () => {
  const first = new Set(live({ seed: 7, run: 'a', minutes: 5 }).events.map(({ event }) => event.id))
  expect(live({ seed: 7, run: 'b', minutes: 5 }).events.some(({ event }) => first.has(event.id))).toBe(false)
})

test('a phone number is one that the regulator keeps for fiction', () => {
  const phones = ofType(live({ seed: 7 }).events, 'customer.created').flatMap(({ event }) => event.data['phone'] ?? [])
  expect(phones.length).toBeGreaterThan(50)
  for (const phone of phones) expect(phone).toMatch(/^\+33 6 39 98 \d\d \d\d$/)
})

test.each<[kind: 'store' | 'web', hours: number, within: number]>([
  ['store', 40, 0.05],
  ['web', 3, 0.2],
])('what a %s sells is what is thought to be wanted', (kind, hours, within) => {
  const levels = initialLevels(createRandom(1), startsAt).map((level) => ({ ...level, onHand: 1_000_000 }))
  const options = {
    random: createRandom(4),
    startsAt,
    run: 'run',
    busynessAt: () => 1,
    books: { levels, expected: [] },
  }
  const day = kind === 'web' ? createDay(options) : createEmptyDay(options)
  if (kind === 'store') startSales(day, startsAt)
  let sold = 0
  while (day.agenda.nextAt < startsAt + hours * 3_600_000) {
    for (const told of nextTold(day)) {
      if (!('booking' in told) || told.booking.kind !== 'order-placed') continue
      const { store, lines } = told.booking.order
      if (store.kind === kind) sold += lines.reduce((sum, { quantity }) => sum + quantity, 0)
    }
  }
  const wanted = levels.reduce(
    (sum, { variant, store }) => sum + (store.kind === kind ? wantedInBusiestHour(variant, store) : 0),
    0,
  )
  expect(Math.abs(sold / (wanted * hours) - 1)).toBeLessThan(within)
})

describe('a week of deliveries', () => {
  const days = 7
  const levels = initialLevels(createRandom(1), startsAt)
  const day = createEmptyDay({
    random: createRandom(5),
    startsAt,
    run: 'run',
    busynessAt,
    books: { levels, expected: [] },
  })
  startSales(day, startsAt)
  startDeliveries(day, startsAt, [])
  const bookings: ErpBooking[] = []
  while (day.agenda.nextAt < startsAt + days * 86_400_000) {
    for (const told of nextTold(day)) if ('booking' in told) bookings.push(told)
  }

  test('each that was ordered is received once, when it was expected', () => {
    const ordered = new Map(ofKind(bookings, 'delivery-ordered').map(({ booking: { delivery } }) => [delivery, 0]))
    for (const { at, booking } of ofKind(bookings, 'delivery-received')) {
      ordered.set(booking.delivery, (ordered.get(booking.delivery) ?? 2) + 1)
      expect(Math.abs(at - booking.delivery.expectedAt)).toBeLessThan(1000)
    }
    const due = [...ordered].filter(([{ expectedAt }]) => expectedAt < startsAt + days * 86_400_000 - 1000)
    expect(due.length).toBeGreaterThan(3 * levels.length)
    expect(due.every(([, times]) => times === 1)).toBe(true)
  })

  test('of every variant in every place more is on its way, and few shelves are empty', () => {
    const received = new Set(ofKind(bookings, 'delivery-received').map(({ booking: { delivery } }) => delivery))
    const underWay = ofKind(bookings, 'delivery-ordered').filter(({ booking: { delivery } }) => !received.has(delivery))
    const pairs = new Set(underWay.map(({ booking: { delivery } }) => `${delivery.variant.sku}@${delivery.store.id}`))
    expect(pairs.size).toBe(levels.length)
    expect(day.stock.all().filter(({ onHand }) => onHand === 0).length / levels.length).toBeLessThan(0.02)
  })
})
