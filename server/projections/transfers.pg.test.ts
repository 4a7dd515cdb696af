import { afterAll, beforeEach, expect, test } from 'vitest'
import type { StoredEvent } from '#contract/event.ts'
import { transaction } from '../db/transaction.ts'
import { testDatabase } from '../testing/database.ts'
import { newEvent, openLog } from '../testing/log-fixture.ts'
import { acceptedData, proposedData, viewer } from '../testing/transfer-events.ts'
import { readTransfer, transfersProjection } from './transfers.ts'

const { url } = await testDatabase()
const { pool, close } = await openLog(url)
afterAll(close)

beforeEach(() => transaction(pool, { durable: false }, (tx) => transfersProjection.reset(tx)))

function apply(events: readonly StoredEvent[]): Promise<readonly string[]> {
  return transaction(pool, { durable: false }, (tx) => transfersProjection.apply(events, tx))
}

/** Of both transfers: proposed, changed, accepted, rejected, arrived, settled, and stock that moves meanwhile. */
const log: StoredEvent[] = (
  [
    ['transfer.proposed', proposedData],
    ['transfer.proposed', { ...proposedData, transfer: 't2', from: 'paris', km: null, currency: null }],
    ['transfer.changed', { transfer: 't1', by: viewer, units: 5, costMinor: 1000, savesMinor: 20_000 }],
    ['stock.changed', { sku: 'mug', store: 'brest', delta: 3 }],
    ['transfer.accepted', { ...acceptedData, units: 5 }],
    ['transfer.rejected', { transfer: 't2', by: viewer, reason: 'Too far' }],
    ['stock.changed', { sku: 'mug', store: 'brest', delta: -1 }],
    ['stock.changed', { sku: 'mug', store: 'brest', onHand: 4 }],
    ['transfer.settled', { transfer: 't1', savedUnits: 4, savedMinor: 16_000 }],
  ] as const
).map(([type, data], index) => ({
  ...newEvent({ id: String(index), source: 'vigie', type, data, occurredAt: Date.UTC(2026, 10, 23, 12, index) }),
  position: BigInt(index + 1),
}))

test('any split of the same events into batches gives the same ledger', async () => {
  await apply(log)
  const [first, second] = [await readTransfer(pool, 't1'), await readTransfer(pool, 't2')]
  expect(first).toMatchObject({ state: 'arrived', units: 5, decidedBy: viewer, savedMinor: 16_000, position: 9n })
  expect(second).toMatchObject({
    state: 'rejected',
    reason: 'Too far',
    km: null,
    currency: null,
    alert: 'mug@brest:out:1',
  })
  for (const size of [1, 2, 4]) {
    await transaction(pool, { durable: false }, (tx) => transfersProjection.reset(tx))
    for (let from = 0; from < log.length; from += size) await apply(log.slice(from, from + size))
    expect([await readTransfer(pool, 't1'), await readTransfer(pool, 't2')]).toEqual([first, second])
  }
})

/** As Shopify says it: a level names an item, and a product which SKU that is. */
const named = (sku: string, minute: number) =>
  ['product.updated', { variants: [{ sku, inventoryItemId: 'i1' }] }, 'shop', minute] as const
const levelOfItem = (onHand: number, minute: number) =>
  ['stock.changed', { inventoryItemId: 'i1', store: 'brest', onHand }, 'shop', minute] as const
const accepted = [
  ['transfer.proposed', proposedData, 'vigie', 2],
  ['transfer.accepted', acceptedData, 'vigie', 3],
] as const

type Said = readonly [type: string, data: object, source: string, minute: number]

test.each<[string, string, Said[]]>([
  ['arrives when the level rises', 'arrived', [named('mug', 0), levelOfItem(0, 1), ...accepted, levelOfItem(6, 4)]],
  ['stays on its way while the item is another SKU', 'accepted', [named('cup', 0), ...accepted, levelOfItem(6, 4)]],
  ['is not misled by an older name', 'arrived', [named('mug', 1), named('cup', 0), ...accepted, levelOfItem(6, 4)]],
  ['arrives by the next level', 'arrived', [...accepted, levelOfItem(6, 4), named('mug', 5), levelOfItem(5, 6)]],
])('a transfer to a shop that states levels of items %s', async (_case, state, said) => {
  const events = said.map(([type, data, source, minute], index) => ({
    ...newEvent({ id: String(index), source, type, data, occurredAt: Date.UTC(2026, 10, 23, 12, minute) }),
    position: BigInt(index + 1),
  }))
  for (const size of [events.length, 1, 2]) {
    await transaction(pool, { durable: false }, (tx) => transfersProjection.reset(tx))
    for (let from = 0; from < events.length; from += size) await apply(events.slice(from, from + size))
    expect((await readTransfer(pool, 't1'))?.state).toBe(state)
  }
})

test('a batch says which views it changes, and none where it changes nothing', async () => {
  expect(await apply(log.slice(3, 4))).toEqual([])
  expect(await apply(log.slice(0, 1))).toEqual(['transfers', 'stock:mug'])
})
