import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { outboxConfigSchema } from '#contract/database.ts'
import type { OutboxConfig } from '#contract/database.ts'
import { application, CapturedDatabase } from '../../../testing/captured-database.ts'
import { emptyDatabase, testDatabase } from '../../../testing/database.ts'
import type { Capture } from '../capture.ts'
import { captureByOutbox } from './capture-by-outbox.ts'

const own = await testDatabase()
const erp = await emptyDatabase()
const db = await application(erp.url)
afterAll(() => db.end())

const mode = captureByOutbox({ lookMs: 50, watchMs: 50 })
const config: OutboxConfig = {
  ...outboxConfigSchema.parse({ capture: 'outbox', tables: ['public.goods'], pollSeconds: 0.1 }),
  // Smaller than anybody may ask for.
  outboxBudgetBytes: 512 * 1024,
}
const large = { ...config, outboxBudgetBytes: 1024 ** 3 }
/** As the supervisor has it, with an end that a test can see. */
const whileGivenUp: Capture<OutboxConfig> = async (context) => {
  await mode.whileGivenUp?.(context)
  throw new Error('nothing grows any more')
}

let captured: CapturedDatabase<OutboxConfig>
beforeEach(async () => {
  await db.query(`drop schema if exists vigie cascade; drop schema public cascade; create schema public;
    create table goods (id int primary key, name text)`)
  captured = new CapturedDatabase({ capture: mode.capture, config, url: erp.url, ownUrl: own.url })
})
afterEach(() => captured.close())

const fill = (from: number) =>
  db.query(`insert into goods select n, repeat('x', 200) from generate_series($1::int, $1::int + 2999) n`, [from])

async function count(what: string): Promise<number> {
  const { rows } = await db.query<{ count: number }>(`select count(*)::int as count from ${what}`)
  return rows[0]?.count ?? 0
}
const triggers = `pg_trigger where tgname like '0_capture%'`

test('at the budget triggers go and the outbox is emptied, even while the log takes nothing; a new beginning heals it', async () => {
  const run = captured.start()
  await captured.whenCaughtUp()
  const stuck = Promise.withResolvers<void>()
  captured.log.beforeStore = () => stuck.promise
  await fill(1)
  await expect.poll(() => count(triggers), { timeout: 45_000 }).toBe(0)
  await expect.poll(() => count('vigie.outbox')).toBe(0)
  await fill(10_001)
  stuck.resolve()
  expect(await run.ended).toMatchObject({ code: 'outbox-given-up', givesUp: true })
  expect(captured.memory.state).toMatchObject({ wal: null, gaps: [{ to: null, reason: 'outbox-given-up' }] })
  expect(await captured.start().ended).toMatchObject({ code: 'outbox-given-up', givesUp: true })
  captured.log.beforeStore = () => undefined
  await captured.memory.beginAnew()
  captured.start()
  await captured.whenBegun(2)
  expect(captured.log.changes.filter(({ op }) => op === 'read')).toHaveLength(6000)
  expect(captured.memory.state.gaps).toMatchObject([{ to: expect.any(Number), reason: 'outbox-given-up' }])
})

test('at the budget the outbox of a paused source is given up, too', async () => {
  const run = captured.start()
  await captured.whenCaughtUp()
  await run.stop()
  const paused = captured.start({ capture: mode.whilePaused ?? mode.capture })
  await captured.when(({ state }) => state.wal?.budgetBytes === config.outboxBudgetBytes)
  await fill(1)
  expect(await paused.ended).toMatchObject({ code: 'outbox-given-up', givesUp: true })
  expect([await count(triggers), await count('vigie.outbox')]).toEqual([0, 0])
  expect(captured.memory.state.gaps).toMatchObject([{ to: null, reason: 'outbox-given-up' }])
})

test('room that rows left behind which have been read is shown, and gives nothing up', async () => {
  const run = captured.start({ config: large })
  await captured.whenCaughtUp()
  await db.query('alter table vigie.outbox set (autovacuum_enabled = false)')
  await fill(1)
  await captured.log.when(({ changes }) => changes.length === 3000)
  await captured.whenCaughtUp()
  await run.stop()
  captured.memory.report({ wal: null })
  captured.start()
  await captured.when(({ state }) => (state.wal?.keptBytes ?? 0) > config.outboxBudgetBytes)
  await captured.whenCaughtUp()
  await db.query(`insert into goods values (0, 'still followed')`)
  await captured.log.when(({ changes }) => changes.at(-1)?.after?.['name'] === 'still followed')
})

test('who may not take the triggers off empties the outbox until somebody does', async () => {
  const run = captured.start({ config: large })
  await captured.whenCaughtUp()
  await run.stop()
  const user = `guest_${crypto.randomUUID().slice(0, 8)}`
  await db.query(`create role ${user} login password 'x'; grant usage on schema vigie to ${user};
    grant select, insert, delete on vigie.outbox to ${user}`)
  const url = new URL(erp.url)
  url.username = user
  url.password = 'x'
  try {
    const clearing = captured.start({ capture: whileGivenUp, url: url.href })
    for (const from of [1, 10_001]) {
      await fill(from)
      await expect.poll(() => count('vigie.outbox')).toBe(0)
    }
    expect(await count(triggers)).toBe(2)
    await db.query(
      'drop trigger "0_capture_vigie" on goods; drop trigger "0_capture_truncate_vigie" on goods; insert into goods values (0)',
    )
    expect(await clearing.ended).toMatchObject({ message: 'nothing grows any more' })
  } finally {
    await db.query(`drop schema if exists vigie cascade; drop owned by ${user}; drop role ${user}`)
  }
})
