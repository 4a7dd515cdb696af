import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { outboxConfigSchema } from '#contract/database.ts'
import type { DatabaseProblem, OutboxConfig } from '#contract/database.ts'
import { application, CapturedDatabase } from '../../../testing/captured-database.ts'
import { emptyDatabase, testDatabase } from '../../../testing/database.ts'
import { CaptureError } from '../capture.ts'
import { outboxCapture } from './capture-outbox.ts'

const own = await testDatabase()
const erp = await emptyDatabase()
const db = await application(erp.url)
afterAll(() => db.end())

const capture = outboxCapture({ lookMs: 50 })
const configOf = (config: Partial<OutboxConfig> = {}) =>
  outboxConfigSchema.parse({ capture: 'outbox', tables: ['public.goods'], pollSeconds: 0.1, ...config })

let captured: CapturedDatabase<OutboxConfig>
beforeEach(async () => {
  await db.query(`drop schema if exists vigie cascade; drop schema public cascade; create schema public;
    create table goods (id int primary key, name text, price numeric(10, 2))`)
  captured = new CapturedDatabase({ capture, config: configOf(), url: erp.url, ownUrl: own.url })
})
afterEach(() => captured.close())

/** Since a moment before it was noticed, until the rows of a later one are in the log. */
function expectOneGap(reason: DatabaseProblem): void {
  expect(captured.memory.state.gaps).toMatchObject([{ reason, from: expect.any(Number), to: expect.any(Number) }])
  const [gap] = captured.memory.state.gaps
  expect(gap?.to).toBeGreaterThanOrEqual(gap?.from ?? Infinity)
}

describe('what changes around it', () => {
  test('a table that was made anew gets its triggers back, and is copied again', async () => {
    captured.start()
    await captured.whenCaughtUp()
    await db.query(`drop table goods; create table goods (id int primary key, name text);
      insert into goods values (7, 'unseen')`)
    await captured.whenBegun(2)
    expect(captured.log.changes).toMatchObject([{ op: 'read', after: { id: 7 }, backfill: true }])
  })

  test('triggers that are switched off are shown with the SQL that switches them on; then it is copied again', async () => {
    captured.start()
    await captured.whenCaughtUp()
    await db.query('alter table goods disable trigger user')
    await captured.when(({ state }) => state.problem?.code === 'schema-changed')
    expect(captured.memory.state.problem?.detail).toContain(
      'alter table "public"."goods" enable trigger "0_capture_vigie"',
    )
    await db.query(`insert into goods values (1)`)
    await db.query('alter table goods enable trigger user')
    await captured.whenBegun(2)
    expect(captured.log.changes).toMatchObject([{ op: 'read', after: { id: 1 } }])
    expect(captured.memory.state.problem).toBeNull()
    expectOneGap('schema-changed')
  })

  test('changes that went by unseen while nobody looked are found at the next start', async () => {
    const run = captured.start()
    await captured.whenCaughtUp()
    await run.stop()
    await db.query(`drop table goods; create table goods (id int primary key); insert into goods values (1)`)
    captured.start()
    await captured.whenBegun(2)
    expect(captured.log.changes).toMatchObject([{ op: 'read', after: { id: 1 } }])
    expectOneGap('schema-changed')
  })

  test('changes that went by unseen and are not to be copied are a gap that ends when all is seen again', async () => {
    captured.start({ config: configOf({ snapshot: false }) })
    await captured.whenCaughtUp()
    await db.query('alter table goods disable trigger user')
    await captured.when(({ state: { gaps } }) => gaps.length > 0)
    expect(captured.memory.state.gaps).toMatchObject([{ to: null }])
    await db.query('alter table goods enable trigger user')
    await captured.when(({ state: { gaps } }) => gaps.every(({ to }) => to !== null))
    await captured.log.when(({ canaries }) => canaries.length > 5)
    expectOneGap('schema-changed')
    expect(captured.memory.state.problem?.detail).toContain('went by unseen')
  })

  test('an outbox table that was dropped is named, and made anew under new ids', async () => {
    // Whoever reads it finds out; a look would make it anew by itself.
    const run = captured.start({ capture: outboxCapture({ lookMs: 60_000 }) })
    await captured.log.when(({ canaries }) => canaries.length > 0)
    await db.query(`drop table vigie.outbox`)
    expect(await run.ended).toMatchObject({ code: 'outbox-missing' })
    await expect(db.query(`insert into goods values (1)`)).rejects.toThrow(/outbox/)
    captured.start()
    await captured.whenBegun(2)
    await db.query(`insert into goods values (1)`)
    await captured.whenCaughtUp()
    expect(captured.log.changes).toMatchObject([{ op: 'insert' }])
    expect(captured.log.changes[0]?.id).toMatch(/^e2\//)
    expectOneGap('outbox-missing')
  })

  test('while a captured table is gone the others are followed', async () => {
    await db.query('create table notes (id int primary key)')
    captured.start({ config: configOf({ tables: ['public.goods', 'public.notes'] }) })
    await captured.whenCaughtUp()
    await db.query('drop table goods')
    await captured.when(({ state }) => state.problem?.code === 'table-unknown')
    await db.query('insert into notes values (1)')
    await captured.whenCaughtUp()
    expect(captured.log.changes).toMatchObject([{ table: 'notes', op: 'insert' }])
  })

  test('tables that are added are copied, and what waited for the others is news', async () => {
    await db.query('create table notes (id int primary key); insert into notes values (1)')
    const run = captured.start()
    await captured.whenCaughtUp()
    await run.stop()
    await db.query('insert into goods values (1)')
    captured.start({ config: configOf({ tables: ['public.goods', 'public.notes'] }) })
    await captured.whenBegun(2)
    expect(captured.log.changes.map(({ table, op, backfill }) => [table, op, backfill])).toEqual([
      ['goods', 'insert', false],
      ['goods', 'read', true],
      ['notes', 'read', true],
    ])
  })

  test('another reader of the same outbox is found out', async () => {
    captured.log.beforeStore = async (changes) => {
      if (changes.length > 0) await db.query('delete from vigie.outbox')
    }
    const run = captured.start()
    await captured.whenCaughtUp()
    await db.query('insert into goods values (1)')
    expect(await run.ended).toMatchObject({ code: 'slot-in-use' })
  })
})

describe('setting up', () => {
  test('is not done twice', async () => {
    const run = captured.start()
    await captured.whenCaughtUp()
    await run.stop()
    const oids = 'select oid from pg_trigger where not tgisinternal union all select oid from pg_proc order by 1'
    const before = await db.query(oids)
    captured.start()
    await captured.whenCaughtUp()
    expect((await db.query(oids)).rows).toEqual(before.rows)
  })

  test('without the rights says the SQL that somebody with more rights runs, after which it works', async () => {
    const user = `guest_${crypto.randomUUID().slice(0, 8)}`
    await db.query(
      `create role ${user} login password 'x'; grant usage on schema public to ${user}; grant select on goods to ${user}`,
    )
    const url = new URL(erp.url)
    url.username = user
    url.password = 'x'
    try {
      const run = captured.start({ url: url.href })
      const error = await run.ended
      if (!(error instanceof CaptureError)) throw error
      expect(error.code).toBe('outbox-missing')
      await db.query(error.message.slice(error.message.indexOf('\n')))
      const second = captured.start({ url: url.href })
      await captured.whenCaughtUp()
      await db.query('insert into goods values (1)')
      await captured.whenCaughtUp()
      expect(captured.log.changes).toHaveLength(1)
      await second.stop()
    } finally {
      await db.query(`drop schema if exists vigie cascade; drop owned by ${user}; drop role ${user}`)
    }
  })

  test('a table that does not exist is named', async () => {
    const run = captured.start({ config: configOf({ tables: ['public.nowhere'] }) })
    expect(await run.ended).toMatchObject({ code: 'table-unknown', message: expect.stringContaining('public.nowhere') })
  })
})
