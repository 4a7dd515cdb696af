import { describe, expect, onTestFinished, test } from 'vitest'
import { migrate } from './db/migrate.ts'
import {
  captureErp,
  createErp,
  erpIsMissing,
  firstDifference,
  readErp,
  readLog,
  readWitness,
  whenConfirmed,
  whenFollowing,
} from './testing/captured-erp.ts'
import { ErpClerk, erpTransactions, largeTransaction, mixed, rareTransactions, work } from './testing/erp-workload.ts'
import { startOwnPostgres } from './testing/own-postgres.ts'
import { end, startProcess } from './testing/server-process.ts'

describe.skipIf(erpIsMissing !== null)('the log holds what PostgreSQL says was committed, in that order, once', () => {
  test('of every kind of transaction, also one of 100,000 rows', async () => {
    const cluster = await startOwnPostgres({ max_connections: '60' })
    onTestFinished(() => cluster.stop())
    await migrate(cluster.url)
    const erpUrl = await createErp(cluster)
    const server = await startProcess(cluster.url)
    onTestFinished(() => void server.child.kill('SIGKILL'))
    const history = await readErp(erpUrl)
    await captureErp(server, erpUrl)
    await whenFollowing(cluster.url)

    const clerks = [new ErpClerk(erpUrl), new ErpClerk(erpUrl)]
    const rare = [...rareTransactions, largeTransaction(100_000)]
    await work(clerks, mixed(erpTransactions(20261127, 400), rare))
    for (const clerk of clerks) await clerk.close()

    const to = await whenConfirmed(erpUrl)
    expect(await end(server, 'SIGTERM')).toBe(0)
    const log = await readLog(cluster.url)
    expect(firstDifference(log.history, history)).toBeNull()
    expect(firstDifference(log.changes, await readWitness(erpUrl, to))).toBeNull()
    expect(log.changes.length).toBeGreaterThan(101_000)
  })
})
