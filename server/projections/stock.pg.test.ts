import fc from 'fast-check'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { StoredEvent } from '#contract/event.ts'
import { transaction } from '../db/transaction.ts'
import { BusinessTime } from '../runtime/business-time.ts'
import { testDatabase } from '../testing/database.ts'
import { newEvent, openLog } from '../testing/log-fixture.ts'
import { soldAndStated, stockLogs } from '../testing/stock-logs.ts'
import { orderlessStockColumns, readStockTables, stockColumns } from '../testing/read-stock.ts'
import { stockProjection } from './stock.ts'

const { url } = await testDatabase()
const { pool, close } = await openLog(url)
afterAll(close)
const projection = stockProjection(new BusinessTime('Europe/Paris'))

beforeEach(() => reset())

function reset(): Promise<void> {
  return transaction(pool, { durable: false }, (tx) => projection.reset(tx))
}

function apply(events: readonly StoredEvent[]): Promise<readonly string[]> {
  return transaction(pool, { durable: false }, (tx) => projection.apply(events, tx))
}

/** The same events in batches of these sizes, over and over. */
async function applyIn(sizes: readonly number[], events: readonly StoredEvent[]): Promise<void> {
  for (let from = 0, turn = 0; from < events.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1
    await apply(events.slice(from, from + size))
    from += size
  }
}

const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 })

describe('stock', () => {
  test('any split of the same events into batches gives the same tables', async () => {
    await fc.assert(
      fc.asyncProperty(stockLogs(), sizes, async (events, batchSizes) => {
        await reset()
        await applyIn([1], events)
        const one = await readStockTables(pool, stockColumns)
        await reset()
        await applyIn(batchSizes, events)
        expect(await readStockTables(pool, stockColumns)).toEqual(one)
        await reset()
        await apply(events)
        expect(await readStockTables(pool, stockColumns)).toEqual(one)
      }),
      { numRuns: 6, endOnFailure: true },
    )
  })
})

describe('what stock is made of', () => {
  const orders = fc.infiniteStream(fc.nat())

  test('events that come late leave the levels, sales, spans and demand that they would have left in time', async () => {
    await fc.assert(
      fc.asyncProperty(soldAndStated(), sizes, orders, async (events, batchSizes, keys) => {
        const end = events.at(-1)?.receivedAt ?? 0
        await reset()
        await applyIn([1], withLast(events, end))
        const inTime = await readStockTables(pool, orderlessStockColumns)
        const shuffled = events.map((event) => ({ event, key: Number(keys.next().value) }))
        const late = shuffled
          .toSorted((a, b) => a.key - b.key)
          .map(({ event }, index) => ({ ...event, position: BigInt(index + 1), receivedAt: end }))
        await reset()
        await applyIn(batchSizes, withLast(late, end))
        expect(await readStockTables(pool, orderlessStockColumns)).toEqual(inTime)
      }),
      { numRuns: 12, endOnFailure: true },
    )
  })

  /** Then every pair is asked about once more, so that all are folded up to the same hour. */
  function withLast(events: readonly StoredEvent[], receivedAt: number): StoredEvent[] {
    const pairs = new Map<string, { sku: string; storeId: string }>()
    for (const sku of ['parka-m', 'boots-40']) {
      for (const storeId of ['brest', 'quimper', 'web']) pairs.set(`${sku} ${storeId}`, { sku, storeId })
    }
    const asked = [...pairs.values()].map((data, index): StoredEvent => ({
      ...newEvent({ id: `last-${index}`, source: 'erp', type: 'stock.changed', data: { ...data, delta: 0 } }),
      receivedAt,
      occurredAt: receivedAt,
      position: BigInt(events.length + index + 1),
    }))
    return [...events, ...asked]
  }
})

describe('a name that somebody sends', () => {
  /** Of three bytes each, and no compression makes them shorter. */
  const letters = (length: number) =>
    String.fromCodePoint(...Array.from({ length }, (_, index) => 0x4e00 + ((index * 7919) % 20_000)))

  /** Whatever can be named is named so; the page of the product is four times as long. */
  function named(name: string): StoredEvent[] {
    const there = { sku: name, storeId: name }
    const order = { orderId: name, storeId: name, lines: [{ sku: name, quantity: 1, restocked: true }] }
    const product = { path: letters(name.length * 4), variants: [{ sku: name, inventoryItemId: name }] }
    const said: [type: string, data: object][] = [
      ['stock.changed', { inventoryItemId: name, storeId: name, onHand: 3 }],
      ['product.updated', product],
      ['store.updated', { store: name }],
      ['stock.changed', { ...there, onHand: 0 }],
      ['page.viewed', { sku: name, channel: name, campaign: name }],
      ['delivery.expected', { ...there, deliveryId: name, expectedAt: '2026-11-25T08:00:00Z' }],
      ['delivery.cancelled', { deliveryId: name }],
      ['order.placed', order],
      ['order.refunded', order],
      ['order.cancelled', { orderId: name }],
    ]
    return said.map(([type, data], index) => {
      const at = Date.UTC(2026, 10, 20, 12, index)
      const event = newEvent({ id: `${index}`, source: 'erp', type, data, occurredAt: at, receivedAt: at })
      return { ...event, position: BigInt(index + 1) }
    })
  }

  const levels = () => pool.query('select sku, place from stock_levels')

  test('may be as long as any index holds it beside others', async () => {
    const name = letters(200)
    await apply(named(name))
    expect((await levels()).rows).toEqual([{ sku: name, place: name }])
    expect((await pool.query('select 1 from products where path = $1', [letters(800)])).rowCount).toBe(1)
    expect((await pool.query('select 1 from stock_alerts')).rowCount).toBe(1)
  })

  test('names nothing when it is longer, and the fold goes on', async () => {
    await apply([...named(letters(4000)), ...named('parka-m')])
    expect((await levels()).rows).toEqual([{ sku: 'parka-m', place: 'parka-m' }])
    const { rows } = await pool.query('select 1 from sku_view_hours union all select 1 from order_lines')
    expect(rows).toHaveLength(2)
  })
})

describe('a shelf that history leaves at risk', () => {
  const now = Date.UTC(2026, 10, 20, 12)
  const hourMs = 3_600_000
  const order = (storeId: string, orderId: string) => ({
    type: 'order.placed',
    data: { orderId, storeId, lines: [{ sku: 'parka-m', quantity: 1 }] },
  })

  /** Three weeks in which each place sold one an hour, then a level that is soon gone, and what is said of it live. */
  function told(...live: readonly { type: string; data: object }[]): StoredEvent[] {
    const sold = ['brest', 'rennes'].flatMap((storeId) =>
      Array.from({ length: 21 * 24 }, (_, hour) => ({
        ...order(storeId, `${storeId}-${hour}`),
        occurredAt: now - (21 * 24 - hour) * hourMs,
        backfill: true,
      })),
    )
    const counted = [
      { storeId: 'brest', onHand: 2 },
      { storeId: 'rennes', onHand: 400 },
    ].map((data) => ({
      type: 'stock.changed',
      data: { sku: 'parka-m', ...data },
      occurredAt: now,
      backfill: true,
    }))
    const said = [...sold, ...counted, ...live.map((event) => ({ ...event, occurredAt: now + 1000, backfill: false }))]
    return said.map((event, index) => ({
      ...newEvent({ id: `e${index}`, source: 'erp', ...event, receivedAt: now + 1000 + index }),
      position: BigInt(index + 1),
    }))
  }

  async function alerts(): Promise<string[]> {
    const { rows } = await pool.query<{ line: string }>(
      `select concat_ws(' ', place, kind, state, is_history) as line from stock_alerts order by 1`,
    )
    return rows.map(({ line }) => line)
  }

  test('is no alert while there is nothing but history', async () => {
    await applyIn([300], told())
    expect(await alerts()).toEqual([])
    const { rows } = await pool.query<{ risk: number }>(`select risk from stock_levels where place = 'brest'`)
    expect(rows[0]?.risk).toBeGreaterThan(0.9)
  })

  test.each([[40], [300], [5000]])(
    'is an alert at the first live event of the SKU, wherever that is, once: batches of %i',
    async (size) => {
      await applyIn([size], told(order('rennes', 'live-1'), order('rennes', 'live-2')))
      expect(await alerts()).toEqual(['brest at-risk open f'])
      const { rows } = await pool.query<{ opened_position: string }>('select opened_position from stock_alerts')
      expect(rows).toEqual([{ opened_position: `${2 * 21 * 24 + 3}` }])
    },
  )

  const delivery = (sku: string, minute: number) => ({
    type: 'delivery.expected',
    data: { deliveryId: 'd1', sku, storeId: 'brest', quantity: 3, expectedAt: '2026-11-22T08:00:00Z' },
    occurredAt: now + minute * 60_000,
  })
  const cancelled = (type: string, data: object) => ({ type, data, occurredAt: now + 120_000, backfill: false })

  test.each([
    ['an order and its cancellation', order('brest', 'o1'), cancelled('order.cancelled', { orderId: 'o1' })],
    ['a delivery and its end', delivery('parka-m', 1), cancelled('delivery.cancelled', { deliveryId: 'd1' })],
    ['a delivery that is of another SKU', delivery('parka-m', 1), { ...delivery('parka-l', 2), backfill: false }],
  ])('is decided where history and what follows it come in one batch: %s', async (_name, history, live) => {
    const level = (sku: string) => ({
      type: 'stock.changed',
      data: { sku, storeId: 'brest', onHand: 5 },
      occurredAt: now,
    })
    const said = [level('parka-m'), level('parka-l'), { occurredAt: now + 60_000, ...history, backfill: true }, live]
    const events = said.map((event, index) => ({
      ...newEvent({ id: `e${index}`, source: 'erp', ...event, receivedAt: now + 200_000 + index }),
      position: BigInt(index + 1),
    }))
    await apply(events.slice(0, 2))
    await apply(events.slice(2))
    const together = await readStockTables(pool, stockColumns)
    await reset()
    await applyIn([1], events)
    expect(await readStockTables(pool, stockColumns)).toEqual(together)
  })
})
