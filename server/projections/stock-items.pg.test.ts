import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { StoredEvent } from '#contract/event.ts'
import { transaction } from '../db/transaction.ts'
import { BusinessTime } from '../runtime/business-time.ts'
import { testDatabase } from '../testing/database.ts'
import { newEvent, openLog } from '../testing/log-fixture.ts'
import { stockProjection } from './stock.ts'

const { url } = await testDatabase()
const { pool, close } = await openLog(url)
afterAll(close)
const projection = stockProjection(new BusinessTime('Europe/Paris'))
const noon = Date.parse('2026-11-20T12:00:00Z')

beforeEach(() => transaction(pool, { durable: false }, (tx) => projection.reset(tx)))

type Said = Pick<StoredEvent, 'type' | 'data'> & { minute: number; source?: string; backfill?: boolean }

async function applyInTurn(said: readonly Said[]): Promise<void> {
  for (const [index, { minute, ...event }] of said.entries()) {
    const at = noon + minute * 60_000
    const stored: StoredEvent = {
      ...newEvent({ id: `e${index}`, source: 'shop', ...event }),
      occurredAt: at,
      receivedAt: noon + 3_600_000 + index,
      position: BigInt(index + 1),
    }
    await transaction(pool, { durable: false }, (tx) => projection.apply([stored], tx))
  }
}

const level = (minute: number, onHand: number, inventoryItemId = 'i1', storeId = 'brest'): Said => {
  return { minute, type: 'stock.changed', data: { inventoryItemId, storeId, onHand } }
}
const named = (minute: number, sku: string, inventoryItemId = 'i1'): Said => {
  return { minute, type: 'product.updated', data: { title: 'Parka', variants: [{ sku, inventoryItemId }] } }
}

async function levels(): Promise<string[]> {
  const { rows } = await pool.query<{ line: string }>(
    `select concat_ws(' ', sku, place, on_hand) as line from stock_levels order by 1`,
  )
  return rows.map(({ line }) => line)
}

describe('levels of inventory items', () => {
  test.each([
    ['the item is named first', [named(0, 'parka-m'), level(1, 5), level(2, 3)]],
    ['the item is named last', [level(1, 5), level(2, 3), named(9, 'parka-m')]],
    ['it is named in between', [level(1, 5), named(0, 'parka-m'), level(2, 3)]],
    ['an older level comes last', [named(0, 'parka-m'), level(2, 3), level(1, 5)]],
    ['an older level comes last, and then the name', [level(2, 3), level(1, 5), named(0, 'parka-m')]],
    ['an older name comes last', [named(4, 'parka-m'), level(2, 3), named(3, 'parka-xl')]],
  ])('end as the SKU’s: %s', async (_case, said) => {
    await applyInTurn(said)
    expect(await levels()).toEqual(['parka-m brest 3'])
  })

  test('become those of another SKU when the item is another one', async () => {
    await applyInTurn([named(0, 'parka-m'), level(1, 3), named(5, 'parka-l')])
    expect(await levels()).toEqual(['parka-l brest 3', 'parka-m brest'])
  })

  test('are again those of a SKU that the item has been before', async () => {
    await applyInTurn([named(0, 'parka-m'), level(1, 3), named(5, 'parka-l'), named(6, 'parka-m')])
    expect(await levels()).toEqual(['parka-l brest', 'parka-m brest 3'])
  })

  test('stay those of a SKU that another item is, also where two change places in one event', async () => {
    await applyInTurn([named(0, 'parka-m'), named(0, 'parka-m', 'i2'), level(1, 3), named(5, 'parka-l')])
    expect(await levels()).toEqual(['parka-l brest 3', 'parka-m brest 3'])
    const swapped = [
      { sku: 'parka-m', inventoryItemId: 'i1' },
      { sku: 'parka-l', inventoryItemId: 'i2' },
    ]
    await applyInTurn([{ minute: 9, type: 'product.updated', data: { variants: swapped } }])
    expect(await levels()).toEqual(['parka-l brest 3', 'parka-m brest 3'])
  })

  test.each([
    ['the one that was renamed first', 'i2', 'i1'],
    ['the one that was renamed last', 'i1', 'i2'],
  ])('end with the last item that was the SKU, also those of %s', async (_case, first, last) => {
    await applyInTurn([
      named(0, 'parka-m'),
      named(0, 'parka-m', 'i2'),
      level(1, 3),
      level(2, 4, 'i2', 'quimper'),
      level(3, 2, 'i2'),
      named(5, 'parka-l', first),
      named(6, 'parka-xl', last),
    ])
    expect((await levels()).filter((line) => line.startsWith('parka-m'))).toEqual(['parka-m brest', 'parka-m quimper'])
  })

  test('of two items that are renamed in one event are no longer of the SKU that both were', async () => {
    const variants = [
      { sku: 'parka-l', inventoryItemId: 'i1' },
      { sku: 'parka-xl', inventoryItemId: 'i2' },
    ]
    await applyInTurn([
      named(0, 'parka-m'),
      named(0, 'parka-m', 'i2'),
      level(1, 3),
      level(2, 4, 'i2'),
      { minute: 5, type: 'product.updated', data: { variants } },
    ])
    expect(await levels()).toEqual(['parka-l brest 3', 'parka-m brest', 'parka-xl brest 4'])
  })

  test('of the same SKU that another source states stay', async () => {
    const stated = { ...level(4, 7), source: 'erp', data: { sku: 'parka-m', storeId: 'quimper', onHand: 7 } }
    await applyInTurn([named(0, 'parka-m'), level(1, 3), stated, named(5, 'parka-l')])
    expect(await levels()).toEqual(['parka-l brest 3', 'parka-m brest', 'parka-m quimper 7'])
  })

  test('close the alerts of a SKU that the item no longer is', async () => {
    await applyInTurn([named(0, 'parka-m'), level(1, 0), named(5, 'parka-l')])
    const { rows } = await pool.query('select sku, kind, state from stock_alerts order by sku')
    expect(rows).toEqual([
      { sku: 'parka-l', kind: 'out', state: 'open' },
      { sku: 'parka-m', kind: 'out', state: 'closed' },
    ])
  })

  test('are nothing while no SKU is known, and of every place when it is', async () => {
    await applyInTurn([level(1, 5), level(1, 0, 'i1', 'quimper'), level(1, 9, 'i2')])
    expect(await levels()).toEqual([])
    await applyInTurn([named(2, 'parka-m')])
    expect(await levels()).toEqual(['parka-m brest 5', 'parka-m quimper 0'])
  })

  test('of history open no alert when the item is named live', async () => {
    await applyInTurn([{ ...level(1, 0), backfill: true }, level(1, 0, 'i1', 'quimper'), named(2, 'parka-m')])
    const { rows } = await pool.query(`select place, is_history from stock_alerts order by place`)
    expect(rows).toEqual([
      { place: 'brest', is_history: true },
      { place: 'quimper', is_history: false },
    ])
  })

  test('two items of one SKU in one event are two statements, of which the later one counts', async () => {
    const both = [
      { sku: 'parka-m', inventoryItemId: 'i1' },
      { sku: 'parka-m', inventoryItemId: 'i2' },
    ]
    await applyInTurn([
      level(1, 5),
      level(1, 2, 'i2'),
      { minute: 2, type: 'product.updated', data: { variants: both } },
    ])
    expect(await levels()).toHaveLength(1)
  })
})

describe('what came back', () => {
  const stated = { minute: 0, type: 'stock.changed', data: { sku: 'parka-m', storeId: 'brest', delta: 10 } } as const
  const refund = (restocked: boolean): Said => {
    const lines = [{ sku: 'parka-m', quantity: 2, restocked }]
    return { minute: 5, type: 'order.refunded', data: { orderId: 'o1', storeId: 'brest', lines } }
  }

  test('is on hand again when it is for sale again', async () => {
    await applyInTurn([stated, refund(true)])
    expect(await levels()).toEqual(['parka-m brest 12'])
  })

  test('is not when it is thrown away, nor where the place states its levels', async () => {
    await applyInTurn([stated, refund(false)])
    expect(await levels()).toEqual(['parka-m brest 10'])
    await applyInTurn([
      { minute: 1, type: 'stock.changed', data: { sku: 'parka-m', storeId: 'brest', onHand: 7 } },
      refund(true),
    ])
    expect(await levels()).toEqual(['parka-m brest 7'])
  })
})
