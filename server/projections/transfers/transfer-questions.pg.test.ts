import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../testing/database.ts'
import { newEvent, openLog } from '../../testing/log-fixture.ts'
import { createCheckpoint, moveCheckpoint } from '../checkpoint.ts'
import { isLedgerComplete, isStockCurrent } from './transfer-questions.ts'

const { url } = await testDatabase()
const { pool, log, close } = await openLog(url)
afterAll(close)
await createCheckpoint(pool, 'transfers')
await createCheckpoint(pool, 'stock')

const foldTransfers = async () => moveCheckpoint(pool, 'transfers', await log.head())
const foldStock = async () => moveCheckpoint(pool, 'stock', await log.head())
const fold = async () => {
  await foldTransfers()
  await foldStock()
}
const append = (...types: string[]) => log.append(types.map((type) => newEvent({ id: crypto.randomUUID(), type })))

describe('the ledger', () => {
  beforeEach(fold)

  test('is complete while nothing waits, or nothing that is a transfer', async () => {
    expect(await isLedgerComplete(pool)).toBe(true)
    await append('order.placed', 'transfers.counted')
    expect(await isLedgerComplete(pool)).toBe(true)
  })

  test('is not while a transfer waits behind other events, and is again once that is folded', async () => {
    await append('order.placed', 'transfer.proposed', 'order.placed')
    expect(await isLedgerComplete(pool)).toBe(false)
    await fold()
    expect(await isLedgerComplete(pool)).toBe(true)
  })

  test('is not while more waits than is looked through', async () => {
    const many = Array.from({ length: 2000 }, () => 'order.placed')
    for (let round = 0; round < 5; round++) await append(...many)
    expect(await isLedgerComplete(pool)).toBe(true)
    await append('order.placed')
    await foldStock()
    expect(await isLedgerComplete(pool)).toBe(false)
    await foldTransfers()
    await moveCheckpoint(pool, 'stock', 0n)
    expect(await isLedgerComplete(pool)).toBe(false)
  })

  test('tells nothing of a stock that is made anew until that has come as far as the newest transfer', async () => {
    await pool.query(
      `insert into transfers (id, sku, from_place, to_place, units, max_units, keeps, cost_minor, saves_minor, state,
         proposed_at, position)
       values ('t1', 'mug', 'quimper', 'brest', 1, 1, 0, 0, 0, 'proposed', now(), (select position from log_head))`,
    )
    expect(await isLedgerComplete(pool)).toBe(true)
    await moveCheckpoint(pool, 'stock', (await log.head()) - 1n)
    expect(await isStockCurrent(pool)).toBe(false)
    expect(await isLedgerComplete(pool)).toBe(false)
    await foldStock()
    expect(await isLedgerComplete(pool)).toBe(true)
  })
})
