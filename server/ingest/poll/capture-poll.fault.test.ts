import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import type { PollConfig } from '#contract/database.ts'
import { pollConfigSchema } from '#contract/database.ts'
import { application, CapturedDatabase } from '../../testing/captured-database.ts'
import { emptyDatabase, testDatabase } from '../../testing/database.ts'
import { faultProxy } from '../../testing/fault-proxy.ts'
import { pollCapture } from './capture-poll.ts'

const own = await testDatabase()
const erp = await emptyDatabase()
const db = await application(erp.url)
afterAll(() => db.end())

// Longer than a busy machine takes for any statement: what answers is not to be given up.
const capture = pollCapture({ answerMs: 5000, page: { rows: 3, bytes: 100_000 } })
const config: PollConfig = {
  ...pollConfigSchema.parse({
    capture: 'poll',
    reads: [{ table: 'public.goods', key: ['id'], cursor: 'changed' }],
  }),
  // Shorter than anybody may ask for.
  intervalSeconds: 0.05,
}

let captured: CapturedDatabase<PollConfig>
beforeEach(async () => {
  await db.query(`drop schema public cascade; create schema public;
    create table goods (id int primary key, changed timestamptz default clock_timestamp());
    insert into goods select generate_series(1, 9)`)
  captured = new CapturedDatabase({ capture, config, url: erp.url, ownUrl: own.url })
})
afterEach(() => captured.close())

const ids = () => captured.log.changes.map(({ key }) => Number(key?.id))

test('a line that goes silent between two readings ends the run, and the next one goes on', async () => {
  await using proxy = await faultProxy(erp.url)
  const run = captured.start({ url: proxy.url })
  await captured.whenCaughtUp()
  proxy.freeze()
  await db.query('insert into goods values (10)')
  expect(await run.ended).toMatchObject({ code: 'connection-lost' })
  proxy.restore()
  captured.start({ url: proxy.url })
  await captured.whenCaughtUp()
  expect(ids()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
})

test.each(['cut', 'freeze'] as const)(
  'a line that is lost (%s) in the middle of a reading loses and doubles no row',
  async (fault) => {
    await using proxy = await faultProxy(erp.url)
    const run = captured.start({ url: proxy.url })
    let calls = 0
    captured.log.beforeStore = () => {
      if (++calls === 2) proxy[fault]()
    }
    expect(await run.ended).toMatchObject({ code: 'connection-lost' })
    expect(ids()).toEqual([1, 2, 3, 4, 5, 6])
    proxy.restore()
    captured.start({ url: proxy.url })
    await captured.whenCaughtUp()
    expect(ids()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(captured.log.changes.every(({ backfill }) => backfill)).toBe(true)
  },
)
