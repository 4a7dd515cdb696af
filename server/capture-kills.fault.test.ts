import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { migrate } from './db/migrate.ts'
import {
  captureErp,
  countOf,
  createErp,
  erpIsMissing,
  firstDifference,
  readErp,
  readLog,
  readWitness,
  whenConfirmed,
  whenFollowing,
} from './testing/captured-erp.ts'
import { ErpClerk, erpTransactions, mixed, rareTransactions, work } from './testing/erp-workload.ts'
import { startOwnPostgres } from './testing/own-postgres.ts'
import { end, startProcess } from './testing/server-process.ts'

/** What is killed, and after what has happened in this stretch of work. */
interface Kill {
  victim: 'server' | 'theirs' | 'ours' | 'both'
  after: 'transactions' | 'events'
  count: number
}

const victims: readonly Kill['victim'][] = [
  ...Array.from({ length: 17 }, () => 'server' as const),
  ...(['theirs', 'ours', 'both', 'theirs', 'ours'] as const),
]

/** The same for the same seed. */
function planKills(seed: number): Kill[] {
  const order = fc.shuffledSubarray([...victims], { minLength: victims.length })
  const moment = fc.oneof(
    fc.record({ after: fc.constant('transactions' as const), count: fc.integer({ min: 1, max: 15 }) }),
    {
      weight: 3,
      arbitrary: fc.record({ after: fc.constant('events' as const), count: fc.integer({ min: 1, max: 20 }) }),
    },
  )
  const plan = fc.tuple(order, fc.array(moment, { minLength: victims.length, maxLength: victims.length }))
  const [[shuffled, moments] = [[], []]] = fc.sample(fc.noBias(plan), { seed, numRuns: 1 })
  return shuffled.map((victim, index) => ({ victim, after: 'transactions', count: 1, ...moments[index] }))
}

describe.skipIf(erpIsMissing !== null)('the log holds what PostgreSQL says was committed, in that order, once', () => {
  test(
    'across 20 times SIGKILL of the server, and immediate stops of their database, of ours and of both',
    {
      timeout: 600_000,
    },
    async () => {
      const theirs = await startOwnPostgres({ max_connections: '60' })
      onTestFinished(() => theirs.stop())
      const ours = await startOwnPostgres({ max_connections: '60' })
      onTestFinished(() => ours.stop())
      await migrate(ours.url)
      const erpUrl = await createErp(theirs)
      const history = await readErp(erpUrl)
      let server = await startProcess(ours.url)
      onTestFinished(() => void server.child.kill('SIGKILL'))
      const killServer = async () => {
        await end(server, 'SIGKILL')
        server = await startProcess(ours.url)
      }
      const carryOut = {
        server: killServer,
        theirs: () => theirs.crash(),
        ours: () => ours.crash(),
        both: () => Promise.all([theirs.crash(), ours.crash()]),
      }

      await captureErp(server, erpUrl)
      await killServer()
      // Rows that were staged may have gone on by the time they are looked for.
      for (const whats of [['staged', 'history'], ['history']] as const) {
        const isThere = async () => (await Promise.all(whats.map((what) => countOf(what, ours.url)))).some((n) => n > 0)
        await expect.poll(isThere, { interval: 2, timeout: 60_000 }).toBe(true)
        await killServer()
      }
      await whenFollowing(ours.url)

      const clerks = [new ErpClerk(erpUrl), new ErpClerk(erpUrl)]
      const kills = planKills(20261127)
      const transactions = mixed(erpTransactions(4, 20 * kills.length), rareTransactions)
      for (const [index, { victim, after, count }] of kills.entries()) {
        const before = await countOf('changes', ours.url)
        let done = 0
        const stretch = transactions.slice(index * 21, (index + 1) * 21)
        const working = work(clerks, stretch, () => done++)
        const happened = {
          transactions: async () => done,
          events: async () => (await countOf('changes', ours.url)) - before,
        }
        await expect.poll(happened[after], { interval: 1, timeout: 60_000 }).toBeGreaterThanOrEqual(count)
        await carryOut[victim]()
        await working
      }
      for (const clerk of clerks) await clerk.close()

      const to = await whenConfirmed(erpUrl)
      expect(await end(server, 'SIGTERM')).toBe(0)
      const log = await readLog(ours.url)
      expect(firstDifference(log.history, history)).toBeNull()
      expect(firstDifference(log.changes, await readWitness(erpUrl, to))).toBeNull()
      expect(log.changes.length).toBeGreaterThan(1000)
    },
  )
})
