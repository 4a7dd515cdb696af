import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { eventCatalogue, isCoreEventType } from '#contract/event.ts'
import { eventsOf, signedCall, verdictOf } from '../../testing/provider-request.ts'

/* Requests recorded from real senders, and the vendors' own fixtures; skipped where the folder of shared data is absent. */
const shared = new URL('../../../../shared/data/', import.meta.url)
const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, shared), 'utf8'))

const recordingSchema = z.object({
  secret: z.string(),
  signedAt: z.number().optional(),
  cases: z.array(z.object({ label: z.string() })),
  requests: z.array(z.object({ headers: z.record(z.string(), z.string()), bodyText: z.string() })),
})

function fitsCatalogue({ type, data }: { type: string; data: unknown }): boolean {
  return !isCoreEventType(type) || eventCatalogue[type].safeParse(JSON.parse(JSON.stringify(data))).success
}

function parseTable(name: string): unknown[] {
  return parse(readFileSync(new URL(`shopify-seeds/${name}`, shared)), { columns: true, bom: true, relax_quotes: true })
}

describe.skipIf(!existsSync(shared))('recorded requests (skipped where the folder of shared data is absent)', () => {
  test.each([
    ['shopify', 8],
    ['stripe', 6],
  ])('%s: all %i are taken as recorded, the invalid one is refused', (kind, count) => {
    const { secret, signedAt = 0, cases, requests } = recordingSchema.parse(read(`recorded/${kind}-signed.json`))
    const verdicts = requests.map(({ headers, bodyText }) =>
      verdictOf({ kind, secret, headers, body: bodyText, now: signedAt * 1000 }),
    )
    const expected = cases.map(({ label }) => (label.startsWith('INVALID') ? 'invalid-signature' : '1 taken'))
    expect(verdicts).toEqual(expected)
    expect(verdicts.filter((verdict) => verdict === '1 taken')).toHaveLength(count)
  })

  test('Shopify: types, ids, times and money', () => {
    const { secret, requests } = recordingSchema.parse(read('recorded/shopify-signed.json'))
    const events = requests
      .slice(0, 5)
      .flatMap(({ headers, bodyText }) => eventsOf({ kind: 'shopify', secret, headers, body: bodyText }))
    expect(events.map(({ id, type, subject }) => `${id} ${type} ${String(subject)}`)).toEqual([
      'a6b331eb-e8e1-40f5-99c9-452dbf385fda:orders/create order.placed order/450789469',
      'ad9079c4-a554-4a18-87cf-acc716aa3f87:customers/create customer.created customer/207119551',
      '65fea788-8228-4d58-8ab5-da83651a0d86:products/update product.updated product/632910392',
      '9aa59a11-3a83-4743-a6d7-2c9ca3daa758:refunds/create order.refunded order/450789469',
      '0c18e239-8e0f-4412-a693-dd99021d82ac:inventory_levels/update stock.changed inventory-item/39072856',
    ])
    expect(events.map(({ occurredAt }) => new Date(occurredAt).toISOString())).toEqual([
      '2008-01-10T16:00:00.000Z',
      '2015-05-27T22:11:24.000Z',
      '2011-10-20T18:05:13.000Z',
      '2016-06-20T17:35:06.000Z',
      '2018-05-07T19:33:38.000Z',
    ])
    expect(events[0]?.data).toMatchObject({ orderId: '450789469', totalMinor: 40_994, currency: 'USD' })
    expect(events[1]?.data).toMatchObject({ customerId: '207119551', phone: '555-625-1199' })
    expect(events[3]?.data).toMatchObject({ orderId: '450789469', totalMinor: 20_900, currency: 'USD' })
    expect(events[4]?.data).toMatchObject({ store: '487838322', onHand: 27 })
  })

  test("Shopify's fixtures map to what their topics say", () => {
    // A file holds an object or a list, mostly below a root that webhooks leave out.
    const bodies = (file: string): unknown[] => {
      const content = read(`shopify/${file}.json`)
      return (Array.isArray(content) ? content : Object.values(z.looseObject({}).parse(content))).flat()
    }
    for (const [topic, type, file] of [
      ['orders/create', 'order.placed', 'order'],
      ['orders/updated', 'order.updated', 'orders'],
      ['orders/cancelled', 'order.cancelled', 'orders'],
      ['refunds/create', 'order.refunded', 'refund'],
      ['customers/update', 'customer.updated', 'customer'],
      ['products/update', 'product.updated', 'products'],
      ['inventory_levels/update', 'stock.changed', 'inventory_levels'],
    ] as const) {
      expect(bodies(file).length).toBeGreaterThan(0)
      for (const body of bodies(file)) {
        const [event] = eventsOf(signedCall('shopify', body, { 'x-shopify-topic': topic }))
        expect(event).toMatchObject({ type, data: { original: body } })
        expect(event && fitsCatalogue(event)).toBe(true)
      }
    }
  })

  test('every other fixture and every row of the tables is taken under every topic we know, and fits the catalogue', () => {
    const files = (folder: string) => readdirSync(new URL(folder, shared))
    const fixtures = files('shopify/').filter((name) => name.endsWith('.json'))
    const tables = files('shopify-seeds/').filter((name) => name.endsWith('.csv'))
    expect(Math.min(fixtures.length, tables.length)).toBeGreaterThan(50)
    const bodies = [
      ...fixtures.map((name) => read(`shopify/${name}`)),
      ...tables.flatMap((name) => parseTable(name).slice(0, 3)),
    ]
    for (const topic of ['orders/create', 'refunds/create', 'customers/update', 'products/update', 'shop/redact']) {
      for (const body of bodies) {
        const [event] = eventsOf(signedCall('shopify', body, { 'x-shopify-topic': topic }))
        expect(event && fitsCatalogue(event)).toBe(true)
      }
    }
  })

  test("a shop's tables, row by row as payloads, give the money that they say", () => {
    const rows = z
      .array(z.looseObject({ id: z.string(), total_price: z.string(), currency: z.string(), created_at: z.string() }))
      .parse(parseTable('shopify_order_data.csv'))
    expect(rows.length).toBeGreaterThan(0)
    for (const row of rows) {
      const body = { ...row, created_at: row.created_at.trim().replace(' ', 'T') }
      const [event] = eventsOf(signedCall('shopify', body, { 'x-shopify-topic': 'orders/create' }))
      const totalMinor = Math.round(Number(row.total_price) * 100)
      expect(event).toMatchObject({ type: 'order.placed', subject: `order/${row.id}` })
      expect(event?.data).toMatchObject({ totalMinor, currency: row.currency })
    }
  })

  test("each of Stripe's example objects, in an event, is taken", () => {
    const { resources } = z
      .object({ resources: z.record(z.string(), z.unknown()) })
      .parse(read('stripe/openapi/fixtures3.json'))
    expect(Object.keys(resources).length).toBeGreaterThan(100)
    for (const [name, object] of Object.entries(resources)) {
      for (const type of [`${name}.created`, `${name}.updated`, `${name}.refunded`, `${name}.completed`]) {
        const [event] = eventsOf(signedCall('stripe', { id: 'evt_1', type, created: 1_795_435_200, data: { object } }))
        expect(event && fitsCatalogue(event), type).toBe(true)
      }
    }
  })
})
