import { expect, test } from 'vitest'
import { outboxConfigSchema } from '#contract/database.ts'
import { CapturedDatabase } from '../../../testing/captured-database.ts'
import { emptyDatabase, testDatabase } from '../../../testing/database.ts'
import { loadNorthwind, northwindIsMissing, northwindKeys, workInNorthwind } from '../../../testing/northwind.ts'
import { areTransactionsWhole, readTables, replayChanges } from '../../../testing/replay-changes.ts'
import { captureOutbox } from './capture-outbox.ts'

const own = await testDatabase()
const erp = await emptyDatabase()

test.skipIf(northwindIsMissing)(
  'an ERP at work is in the log change by change, each row in order, transactions whole',
  async () => {
    await loadNorthwind(erp.url)
    const config = outboxConfigSchema.parse({ capture: 'outbox', tables: Object.keys(northwindKeys), pollSeconds: 0.1 })
    const captured = new CapturedDatabase({ capture: captureOutbox, config, url: erp.url, ownUrl: own.url })
    captured.start()
    await captured.whenCaughtUp()
    await workInNorthwind(erp.url)
    await captured.whenCaughtUp()
    const { changes, repeats } = captured.log
    expect(replayChanges(changes)).toEqual(await readTables(erp.url, northwindKeys))
    expect(areTransactionsWhole(changes)).toBe(true)
    expect(repeats).toBe(0)
    const counted = Object.groupBy(changes, ({ op, backfill }) => (backfill ? 'history' : op))
    // 20,000 at once, 4 by hand, and 42 of 50 sales of each of two sellers; each sale also changes the stock.
    const orders = counted.insert?.filter(({ table }) => table === 'orders') ?? []
    expect(orders).toHaveLength(20_000 + 3 + 84)
    expect(counted.truncate?.map(({ table }) => table).toSorted((a, b) => a.localeCompare(b))).toEqual([
      'customer_customer_demo',
      'customer_demographics',
    ])
    expect(changes.filter(({ after }) => after?.['ship_name'] === 'rolled back')).toEqual([])
    await captured.close()
  },
)
