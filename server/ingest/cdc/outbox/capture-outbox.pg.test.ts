import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { outboxConfigSchema } from '#contract/database.ts'
import type { OutboxConfig } from '#contract/database.ts'
import { application, CapturedDatabase } from '../../../testing/captured-database.ts'
import { emptyDatabase, testDatabase } from '../../../testing/database.ts'
import { outboxCapture, releaseOutbox } from './capture-outbox.ts'

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

const waiting = async () => (await db.query<{ op: string }>('select op from vigie.outbox')).rows

describe('changes', () => {
  test('rows that were there are history, and what follows is news, in order', async () => {
    await db.query(`insert into goods values (1, 'tea', 2.50)`)
    captured.start()
    await captured.whenCaughtUp()
    await db.query(`insert into goods values (2, 'milk', 12345678.90)`)
    await db.query(`update goods set id = 3 where id = 2`)
    await db.query(`delete from goods where id = 1`)
    await db.query('truncate goods')
    await captured.whenCaughtUp()
    const told = captured.log.changes.map(({ op, key, before, after, backfill }) => [op, key, before, after, backfill])
    expect(told.map((change) => JSON.stringify(change))).toEqual([
      '["read",{"id":1},null,{"id":1,"name":"tea","price":2.50},true]',
      '["insert",{"id":2},null,{"id":2,"name":"milk","price":12345678.90},false]',
      '["update",{"id":2},{"id":2,"name":"milk","price":12345678.90},{"id":3,"name":"milk","price":12345678.90},false]',
      '["delete",{"id":1},{"id":1,"name":"tea","price":2.50},null,false]',
      '["truncate",null,null,null,false]',
    ])
  })

  test('a change is told once, under an id of its number, with when it was committed', async () => {
    captured.start()
    await captured.whenCaughtUp()
    const before = Date.now()
    const { rows } = await db.query<{ id: string }>(
      `with added as (insert into goods values (1) returning id) select pg_current_xact_id()::text as id from added`,
    )
    await captured.whenCaughtUp()
    const [change] = captured.log.changes
    expect(change).toMatchObject({ schema: 'public', table: 'goods', kept: [], omitted: [] })
    expect(change?.id).toMatch(/^e1\/outbox\/\d+$/)
    expect(change?.place).toMatchObject({ transaction: rows[0]?.id })
    expect(change?.committedAt).toBeGreaterThanOrEqual(before - 1000)
    expect(captured.memory.state).toMatchObject({ phase: 'following', lastChangeAt: change?.committedAt })
    expect(captured.log.repeats).toBe(0)
  })

  test('what is stored is deleted, and what is not is read again under the same ids', async () => {
    const run = captured.start()
    await captured.whenCaughtUp()
    captured.log.beforeStore = (changes) => {
      if (changes.length > 0) throw new Error('the log is away')
    }
    await db.query(`insert into goods values (1), (2)`)
    expect(await run.ended).toMatchObject({ message: 'the log is away' })
    expect((await waiting()).filter(({ op }) => op === 'insert')).toHaveLength(2)
    captured.log.beforeStore = () => undefined
    captured.start()
    await captured.whenCaughtUp()
    expect(captured.log.changes.map(({ key }) => key)).toEqual([{ id: 1 }, { id: 2 }])
    expect((await waiting()).filter(({ op }) => op !== 'canary')).toEqual([])
  })

  test('a value that is too long is named and in no row', async () => {
    captured.start()
    await captured.whenCaughtUp()
    await db.query(`insert into goods values (1, 'short', 1)`)
    await db.query(`update goods set name = repeat('x', 600000)`)
    await captured.whenCaughtUp()
    expect(captured.log.changes[1]).toMatchObject({
      omitted: ['name'],
      before: { id: 1, price: expect.anything() },
      after: { id: 1, price: expect.anything() },
    })
    expect(captured.log.changes[1]?.before).not.toHaveProperty('name')
  })

  test('rows are alike whatever the settings of the session that writes them', async () => {
    await db.query(`create table times (id int primary key, at timestamptz, span interval, raw bytea, ratio float8)`)
    captured.start({ config: configOf({ tables: ['public.times'] }) })
    await captured.whenCaughtUp()
    const write = (id: number) =>
      db.query(`insert into times values (${id}, '2026-03-01 12:00+00', '1 day 2 hours', '\\x00ff', 0.1 + 0.2)`)
    await write(1)
    await db.query(`set timezone = 'Asia/Tokyo'; set intervalstyle = 'postgres_verbose'; set bytea_output = 'escape';
      set extra_float_digits = -5; set datestyle = 'German'`)
    await write(2)
    await db.query('reset all')
    await captured.whenCaughtUp()
    const rows = captured.log.changes.map(({ after }) => ({ ...after, id: 0 }))
    expect(rows[0]).toMatchObject({ at: '2026-03-01T12:00:00+00:00', span: 'P1DT2H', raw: '\\x00ff' })
    expect(JSON.stringify(rows[1])).toBe(JSON.stringify(rows[0]))
  })

  test('rows of partitions are rows of their table, and a row that moves is deleted and inserted', async () => {
    await db.query(`create table sales (region text, id int, primary key (region, id)) partition by list (region);
      create table sales_north partition of sales for values in ('north')`)
    captured.start({ config: configOf({ tables: ['public.sales'] }) })
    await captured.whenCaughtUp()
    await db.query(`create table sales_south partition of sales for values in ('south')`)
    await db.query(`insert into sales values ('north', 1)`)
    await db.query(`update sales set region = 'south'`)
    await db.query('truncate sales')
    await captured.whenCaughtUp()
    expect(captured.log.changes.map(({ op, table, key }) => [op, table, key])).toEqual([
      ['insert', 'sales', { region: 'north', id: 1 }],
      ['delete', 'sales', { region: 'north', id: 1 }],
      ['insert', 'sales', { region: 'south', id: 1 }],
      ['truncate', 'sales', null],
    ])
  })

  test('what a trigger of the application changes in turn comes after what made it do so', async () => {
    await db.query(`create function raise_price() returns trigger language plpgsql as
        $$begin update goods set price = 99 where id = new.id; return null; end$$;
      create trigger a_raise after insert on goods for each row execute function raise_price()`)
    captured.start()
    await captured.whenCaughtUp()
    await db.query(`insert into goods values (1, 'tea', 1)`)
    await captured.whenCaughtUp()
    expect(captured.log.changes.map(({ op }) => op)).toEqual(['insert', 'update'])
  })
})

describe('the application', () => {
  test('needs no right on the outbox', async () => {
    captured.start()
    await captured.whenCaughtUp()
    const clerk = `clerk_${crypto.randomUUID().slice(0, 8)}`
    await db.query(`create role ${clerk}; grant usage on schema public to ${clerk}; grant insert on goods to ${clerk}`)
    try {
      await db.query(`set role ${clerk}; insert into goods values (1)`)
    } finally {
      await db.query(`reset role; drop owned by ${clerk}; drop role ${clerk}`)
    }
    await captured.whenCaughtUp()
    expect(captured.log.changes).toHaveLength(1)
  })

  test('is left alone when the source is released', async () => {
    const run = captured.start()
    await captured.whenCaughtUp()
    await run.stop()
    await releaseNow()
    await db.query(`insert into goods values (1)`)
    const { rows } = await db.query(`select 1 from pg_namespace where nspname = 'vigie'`)
    expect(rows).toEqual([])
  })

  test('is left alone in a table that is captured no more, and nothing of it is told', async () => {
    await db.query('create table notes (id int primary key)')
    const run = captured.start({ config: configOf({ tables: ['public.goods', 'public.notes'] }) })
    await captured.whenCaughtUp()
    await run.stop()
    await db.query('insert into notes values (1)')
    captured.start()
    await captured.whenCaughtUp()
    await db.query('insert into notes values (2); insert into goods values (1)')
    await captured.whenCaughtUp()
    expect(captured.log.changes.map(({ table }) => table)).toEqual(['goods'])
    const { rows } = await db.query(`select tgname from pg_trigger where tgrelid = 'notes'::regclass`)
    expect(rows).toEqual([])
  })

  test('is left alone when the source is released before a table that was taken out has been looked at', async () => {
    await db.query('create table notes (id int primary key)')
    const run = captured.start({ config: configOf({ tables: ['public.goods', 'public.notes'] }) })
    await captured.whenCaughtUp()
    await run.stop()
    await releaseNow()
    await db.query('insert into notes values (1)')
    expect((await db.query(`select 1 from pg_namespace where nspname = 'vigie'`)).rows).toEqual([])
  })

  async function releaseNow(): Promise<void> {
    const run = captured.start({
      capture: async (context) => {
        await releaseOutbox(context)
        throw new Error('released')
      },
    })
    expect(await run.ended).toMatchObject({ message: 'released' })
  }
})

describe('signs of life', () => {
  test('begin as soon as it follows, whether it has just begun or goes on', async () => {
    const later = { capture: outboxCapture({ lookMs: 3_600_000 }) }
    const run = captured.start(later)
    await captured.log.when(({ canaries }) => canaries.length === 1)
    await run.stop()
    captured.start(later)
    await captured.log.when(({ canaries }) => canaries.length === 2)
  })

  test('a canary goes through the outbox to the log', async () => {
    captured.start()
    await captured.log.when(({ canaries }) => canaries.length >= 2)
    expect(captured.log.canaries[0]?.id).toMatch(/^e1\/outbox\/\d+$/)
    expect(captured.log.changes).toEqual([])
  })
})
