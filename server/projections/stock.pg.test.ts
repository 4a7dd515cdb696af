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
