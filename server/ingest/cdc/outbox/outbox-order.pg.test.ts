import fc from 'fast-check'
import type pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { outboxConfigSchema } from '#contract/database.ts'
import { application, CapturedDatabase } from '../../../testing/captured-database.ts'
import { emptyDatabase, testDatabase } from '../../../testing/database.ts'
import { areTransactionsWhole, readTables, replayChanges } from '../../../testing/replay-changes.ts'
import { captureOutbox, outboxCapture } from './capture-outbox.ts'

const own = await testDatabase()
const erp = await emptyDatabase()
const keys = { 'public.things': ['id'] }
const config = outboxConfigSchema.parse({ capture: 'outbox', tables: Object.keys(keys), pollSeconds: 0.1 })
const capture = outboxCapture({ sizes: { transactions: 3, rows: 4, bytes: 100_000 } })

const clients = await Promise.all([1, 2, 3].map(() => application(erp.url)))
const [db] = clients
if (!db) throw new Error('there are three')
afterAll(() => Promise.all(clients.map((client) => client.end())))

/** No version of a row is like another one. */
const create = `drop table if exists things; drop sequence if exists versions; create sequence versions;
  create table things (id int primary key, version bigint default nextval('versions'))`

const statements = {
  insert: (id: number) => `insert into things values (${id}) on conflict do nothing`,
  update: (id: number) => `update things set version = nextval('versions') where id = ${id}`,
  // Two at once, taken in whatever order.
  updateTwo: (id: number) => `update things set version = nextval('versions') where id in (${id}, ${(id + 1) % 4})`,
  move: (id: number) => `update things set id = ${(id + 2) % 4}, version = nextval('versions') where id = ${id}`,
  delete: (id: number) => `delete from things where id = ${id}`,
  savepoint: () => 'savepoint a',
  rollbackTo: () => 'rollback to a',
  commit: () => 'commit; begin',
  rollback: () => 'rollback; begin',
}
const step = fc.record({
  // The names are the members of `statements`.
  what: fc.constantFrom(...(Object.keys(statements) as (keyof typeof statements)[])),
  id: fc.integer({ min: 0, max: 3 }),
})
const scripts = fc.tuple(...clients.map(() => fc.array(step, { minLength: 5, maxLength: 25 })))

/** What cannot be done (a deadlock, a key that is taken, no savepoint) rolls its transaction back, as an application would. */
async function run(client: pg.Client, script: readonly { what: keyof typeof statements; id: number }[]): Promise<void> {
  await client.query('begin')
  for (const { what, id } of script) {
    await client.query(statements[what](id)).catch(() => client.query('rollback; begin'))
  }
  await client.query('commit')
}

test('whatever several connections do at a time, each row is told as it was committed', async () => {
  await db.query(create)
  await db.query(`set deadlock_timeout = '20 ms'`)
  const captured = new CapturedDatabase({ capture, config, url: erp.url, ownUrl: own.url })
  captured.start()
  await captured.whenCaughtUp()
  await fc.assert(
    fc.asyncProperty(scripts, async (each) => {
      await Promise.all(clients.map((client, index) => run(client, each[index] ?? [])))
      await captured.whenCaughtUp()
      const { changes } = captured.log
      expect(replayChanges(changes).get('public.things') ?? new Map()).toEqual(
        (await readTables(erp.url, keys)).get('public.things'),
      )
      expect(areTransactionsWhole(changes)).toBe(true)
    }),
    { numRuns: 25 },
  )
  expect(captured.log.changes.length).toBeGreaterThan(100)
  expect(captured.log.repeats).toBe(0)
  await captured.close()
})

test('what is written while rows that were there are copied is told once, as history or as news', async () => {
  await db.query(`${create}; insert into things select n from generate_series(1, 5000) n`)
  const captured = new CapturedDatabase({ capture: captureOutbox, config, url: erp.url, ownUrl: own.url })
  let isWriting = true
  const writing = clients.slice(0, 2).map(async (client, who) => {
    for (let count = 1; isWriting; count++) {
      await client.query(`begin; insert into things values (${10_000 * (who + 1) + count});
        update things set version = nextval('versions') where id = ${1 + ((count * 7) % 5000)};
        delete from things where id = ${who + 2 * count}; commit`)
    }
  })
  captured.start()
  await captured.whenCaughtUp()
  isWriting = false
  await Promise.all(writing)
  await captured.whenCaughtUp()
  expect(replayChanges(captured.log.changes)).toEqual(await readTables(erp.url, keys))
  expect(captured.log.repeats).toBe(0)
  await captured.close()
})
