import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../testing/database.ts'
import { newEvent, openLog } from '../../testing/log-fixture.ts'
import { createCheckpoint, moveCheckpoint } from '../checkpoint.ts'
import { isLedgerComplete } from './transfer-questions.ts'

const { url } = await testDatabase()
const { pool, log, close } = await openLog(url)
afterAll(close)
await createCheckpoint(pool, 'transfers')

const fold = async () => moveCheckpoint(pool, 'transfers', await log.head())
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
    expect(await isLedgerComplete(pool)).toBe(false)
  })
})
