import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { PollConfig } from '#contract/database.ts'
import { pollConfigSchema } from '#contract/database.ts'
import { application, CapturedDatabase } from '../../testing/captured-database.ts'
import { emptyDatabase, testDatabase } from '../../testing/database.ts'
import type { ChangeSink } from '../cdc/capture.ts'
import { pollCapture } from './capture-poll.ts'
import { parsePosition } from './poll-position.ts'

const own = await testDatabase()
const erp = await emptyDatabase()
const db = await application(erp.url)
afterAll(() => db.end())

const goods = { table: 'public.goods', key: ['id'], cursor: 'changed' }
const configOf = ({ reads = [goods], ...config }: { reads?: object[]; snapshot?: boolean } = {}): PollConfig => ({
  ...pollConfigSchema.parse({ capture: 'poll', reads, ...config }),
  // Shorter than anybody may ask for.
  intervalSeconds: 0.05,
})
const capture = pollCapture({ page: { rows: 3, bytes: 100_000 } })

let captured: CapturedDatabase<PollConfig>
beforeEach(async () => {
  await db.query(`drop schema public cascade; create schema public;
    create table goods (id int primary key, name text, changed timestamptz default clock_timestamp())`)
  captured = new CapturedDatabase({ capture, config: configOf(), url: erp.url, ownUrl: own.url })
})
afterEach(() => captured.close())

/** As if what is remembered were as old. */
function daysLater(position: unknown, days: number): unknown {
  const reads = Object.entries(parsePosition(position).reads).map(([name, read]) => {
    const passed = read.passed.map(({ cursor, at }) => ({ cursor, at: at - days * 86_400_000 }))
    return [name, { ...read, passed }] as const
  })
  return { reads: Object.fromEntries(reads) }
}

const told = () => captured.log.changes.map(({ key, after, backfill }) => [key?.id, after?.name, backfill])

describe('rows', () => {
  test('are history in the first reading, news in later ones, and read once each', async () => {
    await db.query(`insert into goods select n, 'old' from generate_series(1, 7) n`)
    captured.start()
    await captured.whenCaughtUp()
    await db.query(`insert into goods values (8, 'new')`)
    await db.query(`update goods set name = 'changed', changed = clock_timestamp() where id = 2`)
    await captured.whenCaughtUp()
    await captured.whenCaughtUp()
    expect(told()).toEqual([
      ...Array.from({ length: 7 }, (_, index) => [index + 1, 'old', true]),
      [8, 'new', false],
      [2, 'changed', false],
    ])
    expect(captured.log.repeats).toBe(0)
    const [first] = captured.log.changes
    expect(first).toMatchObject({ op: 'read', schema: 'public', table: 'goods', before: null, kept: [], omitted: [] })
    expect(first?.id).toMatch(/^e1\/poll\/[0-9a-f]{32}\/[0-9a-f]{32}\/[0-9a-f]{32}$/)
  })

  test('that were there before the start are skipped when no history is wanted, also at later starts', async () => {
    await db.query(`insert into goods values (1, 'old')`)
    const config = configOf({ snapshot: false })
    const run = captured.start({ config })
    await captured.whenCaughtUp()
    await run.stop()
    await db.query(`insert into goods values (2, 'new')`)
    captured.start({ config })
    await captured.whenCaughtUp()
    expect(told()).toEqual([[2, 'new', false]])
  })

  test('of a late commit are found within the overlap, and a change that left the cursor alone is new', async () => {
    captured.start()
    await db.query(`insert into goods values (1, 'first')`)
    await captured.whenCaughtUp()
    await db.query(`insert into goods values (2, 'late', now() - interval '50 s')`)
    await db.query(`update goods set name = 'again' where id = 1`)
    await captured.whenCaughtUp()
    expect(
      told()
        .slice(1)
        .toSorted(([a], [b]) => Number(a) - Number(b)),
    ).toEqual([
      [1, 'again', false],
      [2, 'late', false],
    ])
  })

  test('that go back to what they were, with the cursor they had, are told again, also over a restart', async () => {
    await db.query(`insert into goods values (1, 'A')`)
    const run = captured.start()
    await captured.whenCaughtUp()
    for (const name of ['B', 'A', 'B']) {
      await db.query('update goods set name = $1', [name])
      await captured.whenCaughtUp()
    }
    await run.stop()
    await db.query(`update goods set name = 'A'`)
    captured.start()
    await captured.whenCaughtUp()
    await captured.whenCaughtUp()
    expect(told().map(([, name]) => name)).toEqual(['A', 'B', 'A', 'B', 'A'])
    expect(captured.log.repeats).toBe(0)
  })

  test('of the overlap are dropped by the log after a restart, since their ids are the same', async () => {
    const run = captured.start()
    await db.query(`insert into goods values (1, 'tea')`)
    await captured.whenCaughtUp()
    await run.stop()
    captured.start()
    await captured.whenCaughtUp()
    expect(captured.log.changes).toHaveLength(1)
    expect(captured.log.repeats).toBe(1)
  })

  test('that were known a week ago are not asked for again, until the table is filled anew', async () => {
    await db.query(`insert into goods values (1, 'tea')`)
    const run = captured.start()
    await captured.whenCaughtUp()
    await run.stop()
    captured.memory.position = daysLater(captured.memory.position, 9)
    captured.start()
    await captured.whenCaughtUp()
    await db.query(`insert into goods values (2, 'milk')`)
    await captured.whenCaughtUp()
    expect(told().map(([id]) => id)).toEqual([1, 2])
    expect(captured.log.repeats).toBe(0)
    await db.query(`delete from goods; insert into goods values (3, 'salt', '2020-01-01')`)
    await captured.whenCaughtUp()
    await captured.whenCaughtUp()
    expect(told().map(([id]) => id)).toEqual([1, 2, 3])
  })

  test('with one cursor and more of them than a page are all read', async () => {
    await db.query(`insert into goods select n, 'same', '2026-01-01' from generate_series(1, 10) n`)
    captured.start()
    await captured.whenCaughtUp()
    expect(captured.log.changes.map(({ key }) => key?.id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  })

  test('with a cursor that is yet to come hide nobody', async () => {
    await db.query(`insert into goods values (1, 'slip', '2999-01-01'), (2, 'never', 'infinity')`)
    captured.start()
    await captured.whenCaughtUp()
    await db.query(`insert into goods values (3, 'now')`)
    await captured.whenCaughtUp()
    expect(told().map(([id]) => id)).toEqual([1, 2, 3])
  })

  test('without a cursor are reported', async () => {
    await db.query(`insert into goods values (1, 'nowhen', null), (2, 'tea', now())`)
    captured.start()
    await captured.when(({ state: { problem } }) => problem?.code === 'column-unknown')
    await captured.whenCaughtUp()
    expect(told().map(([id]) => id)).toEqual([2])
    await db.query('update goods set changed = clock_timestamp() where id = 1')
    await captured.when(({ state: { problem } }) => problem === null)
  })
})

describe('a cursor', () => {
  test.each([
    ['bigint', '9007199254740993', '9007199254740994', 1],
    ['smallint', '-32768', '5', 10],
    ['numeric', '0.1', '0.2', 0.05],
    ['date', `'2026-01-01'`, `'2026-01-01'`, 60],
    ['timestamp', `'2026-01-01 10:00'`, `'2026-01-01 10:00:00.000001'`, 1],
  ])('may be a %s', async (type, first, second, overlap) => {
    await db.query(`create table counted (id char(3) primary key, place ${type})`)
    await db.query(`insert into counted values ('abc', ${first})`)
    const reads = [{ table: 'public.counted', key: ['id'], cursor: 'place', overlap }]
    captured.start({ config: configOf({ reads }) })
    await captured.whenCaughtUp()
    await db.query(`insert into counted values ('abd', ${second})`)
    await captured.whenCaughtUp()
    expect(captured.log.changes.map(({ key, backfill }) => [key?.id, backfill])).toEqual([
      ['abc', true],
      ['abd', false],
    ])
  })

  test('may not be a text', async () => {
    captured.start({ config: configOf({ reads: [{ ...goods, cursor: 'name' }] }) })
    await captured.when(({ state: { problem } }) => problem?.code === 'column-unknown')
  })
})

describe('a query', () => {
  const readingOf = (query: string) => configOf({ reads: [{ ...goods, table: 'erp.tea', query }] })

  test.each([';', ' -- no more', '\n;\n'])(
    'is read like a table, under the name it is given, also with %j',
    async (end) => {
      await db.query(`insert into goods values (1, 'tea'), (2, 'milk')`)
      captured.start({ config: readingOf(`select id, name, changed from goods where name = 'tea'${end}`) })
      await captured.whenCaughtUp()
      expect(captured.log.changes).toMatchObject([{ schema: 'erp', table: 'tea', after: { id: 1, name: 'tea' } }])
    },
  )

  test.each([
    ['several statements', `select id, name, changed from goods; delete from goods`],
    ['a statement that writes', `delete from goods returning id, name, changed`],
    [
      'a part that writes',
      `with gone as (delete from goods returning id, name, changed) select id, name, changed from gone`,
    ],
    ['a parenthesis that ends ours', `select id, name, changed from goods) q; delete from goods; --`],
    ['a function that writes', `select id, name, changed from emptied()`],
    [
      'a way out of the read-only transaction',
      `select id, name, changed from goods, set_config('transaction_read_only', 'off', true) where set_config is not null`,
    ],
  ])('may not be %s', async (_what, query) => {
    await db.query(`insert into goods values (1, 'tea');
      create function emptied() returns setof goods language sql as 'delete from goods returning id, name, changed'`)
    captured.start({ config: readingOf(query) })
    await captured.when(({ state: { problem } }) => problem?.code === 'query-failed')
    expect((await db.query('select 1 from goods')).rowCount).toBe(1)
    expect(captured.log.changes).toEqual([])
    expect(captured.memory.state.asOf).toBeNull()
  })

  test('that fails does not keep other tables from being read', async () => {
    await db.query(`insert into goods values (1, 'tea')`)
    const reads = [{ ...goods, table: 'erp.tea', query: 'select 1 / 0 as id, 1 as changed' }, goods]
    captured.start({ config: configOf({ reads }) })
    await captured.log.when(({ changes }) => changes.length > 0)
    await captured.when(({ state: { problem } }) => problem?.code === 'query-failed')
  })

  test.each([
    ['table-unknown', { ...goods, table: 'public.nowhere' }],
    ['column-unknown', { ...goods, key: ['number'] }],
  ])('says %s', async (code, read) => {
    captured.start({ config: configOf({ reads: [read] }) })
    await captured.when(({ state: { problem } }) => problem?.code === code)
  })
})

describe('a table that the user may not read, or not all of', () => {
  test('is named with the SQL that lets it', async () => {
    const user = `reader_${crypto.randomUUID().slice(0, 8)}`
    const url = new URL(erp.url)
    url.username = user
    url.password = 'secret'
    await db.query(`create role ${user} login password 'secret'; insert into goods values (1, 'tea');
      alter table goods enable row level security`)
    const mend = async (words: string) => {
      await captured.when(({ state: { problem } }) => problem?.detail.includes(words) ?? false)
      expect(captured.memory.state.problem?.code).toBe('insufficient-privilege')
      const detail = captured.memory.state.problem?.detail ?? ''
      await db.query(detail.slice(detail.indexOf('\n')))
    }
    try {
      const run = captured.start({ url: url.href })
      await mend('may not read')
      await mend('row-level security')
      await captured.log.when(({ changes }) => changes.length === 1)
      await run.stop()
    } finally {
      await db.query(`drop owned by ${user}; drop role ${user}`)
    }
  })
})

test('of a table with policies a view that its owner made is read', async () => {
  const name = crypto.randomUUID().slice(0, 8)
  const [owner, user] = [`owner_${name}`, `reader_${name}`]
  const url = new URL(erp.url)
  url.username = user
  url.password = 'secret'
  await db.query(`create role ${owner}; create role ${user} login password 'secret';
    insert into goods values (1, 'tea'), (2, 'gold'); alter table goods enable row level security;
    create view seen as select * from goods where name <> 'gold';
    alter table goods owner to ${owner}; alter view seen owner to ${owner};
    grant usage on schema public to ${owner}, ${user}; grant select on seen to ${user}`)
  try {
    const run = captured.start({ url: url.href, config: configOf({ reads: [{ ...goods, table: 'public.seen' }] }) })
    await captured.whenCaughtUp()
    expect(told()).toEqual([[1, 'tea', true]])
    await run.stop()
  } finally {
    await db.query(`drop owned by ${owner}, ${user}; drop role ${owner}, ${user}`)
  }
})

describe('over interruptions', () => {
  test('a reading goes on behind its last page, and what came late meanwhile is found', async () => {
    await db.query(
      `insert into goods select n, 'old', now() - interval '1 minute' * (100 - n) from generate_series(1, 9) n`,
    )
    let calls = 0
    captured.log.beforeStore = () => {
      if (++calls === 3) throw new Error('the log is away')
    }
    const run = captured.start()
    expect(await run.ended).toMatchObject({ message: 'the log is away' })
    expect(captured.log.changes).toHaveLength(6)
    captured.log.beforeStore = () => undefined
    captured.start()
    await captured.whenCaughtUp()
    expect(captured.log.changes.map(({ key }) => key?.id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(captured.log.changes.every(({ backfill }) => backfill)).toBe(true)
    expect(captured.log.repeats).toBe(0)
  })

  test('the clock of the database is its sign of life, from when it follows', async () => {
    const phases: string[] = []
    const sink: ChangeSink = {
      store: (...changes) => captured.log.store(...changes),
      storeCanary: (canary) => {
        phases.push(captured.memory.state.phase)
        return captured.log.storeCanary(canary)
      },
    }
    captured.start({ sink })
    await captured.log.when(({ canaries }) => canaries.length === 1)
    expect(phases).toEqual(['following'])
    expect(captured.log.canaries[0]?.id).toMatch(/^e1\/poll\/clock\/\d+$/)
  })
})
