import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import type { ReplicationConfig } from '#contract/database.ts'
import { createPool } from '../../../db/pool.ts'
import { ChangeLog, RememberedCapture } from '../../../testing/captured.ts'
import { emptyDatabase, testDatabase } from '../../../testing/database.ts'
import { silentLogger } from '../../../testing/log-fixture.ts'
import { foldChanges, runReplication } from '../../../testing/replication-run.ts'
import type { CaptureRun } from '../../../testing/replication-run.ts'
import { CaptureError } from '../capture.ts'
import { dropSlot } from './slot.ts'

const ours = await testDatabase()
const theirs = await emptyDatabase()
const pool = createPool({ databaseUrl: ours.url, logger: silentLogger, name: 'capture', max: 3 })
const admin = new pg.Client({ connectionString: theirs.url })
await admin.connect()

let memory: RememberedCapture
let log: ChangeLog
let config: ReplicationConfig
let runs: CaptureRun[] = []

beforeEach(async () => {
  memory = new RememberedCapture()
  log = new ChangeLog()
  config = {
    capture: 'replication',
    tables: ['public.items'],
    mappings: [],
    snapshot: true,
    publication: 'vigie',
    slot: `vigie_${randomUUID().slice(0, 8)}`,
    walBudgetBytes: 4 * 1024 ** 3,
  }
  await pool.query('truncate staged_rows')
  await admin.query('create table items (id int primary key, word text)')
})
afterEach(async () => {
  await Promise.all(runs.map((run) => run.stop()))
  runs = []
  await dropSlot(admin, config.slot)
  await admin.query('drop publication if exists vigie; drop table if exists items, more')
})
afterAll(async () => {
  await admin.end()
  await pool.end()
})

function run(options: Partial<Parameters<typeof runReplication>[0]> = {}): CaptureRun {
  const started = runReplication({ url: theirs.url, pool, memory, log, config, ...options })
  runs.push(started)
  return started
}

/** Resolves when it follows. @throws what ended it before that. */
async function followed(started: CaptureRun): Promise<CaptureRun> {
  const ended = started.ended.then((error) => {
    throw error
  })
  await Promise.race([memory.when(isFollowing), ended])
  ended.catch(() => undefined)
  return started
}

const isFollowing = () => memory.state.phase === 'following'
const words = () => log.changes.map(({ after }) => after?.['word'])

/** Resolves when everything that is committed now is in the log. */
async function caughtUp(): Promise<void> {
  const mark = randomUUID()
  await admin.query('insert into items values ($1, $2)', [-1, mark])
  await log.when(() => words().includes(mark))
  await admin.query('delete from items where id = -1')
  await log.when(() => log.changes.at(-1)?.op === 'delete' && log.changes.at(-1)?.key?.['id'] === -1)
}

async function tableNow(): Promise<Map<string, unknown>> {
  const { rows } = await admin.query<{ id: number; word: string }>('select id, word from items order by id')
  return new Map(rows.map((row) => [JSON.stringify(row.id), row]))
}

async function slotExists(): Promise<boolean> {
  const { rows } = await admin.query('select from pg_replication_slots where slot_name = $1', [config.slot])
  return rows.length > 0
}

async function writeWal(megabytes: number): Promise<void> {
  for (let written = 0; written < megabytes; written += 4) {
    await admin.query(`select pg_logical_emit_message(false, 'noise', repeat('x', 4 * 1024 * 1024))`)
  }
}

test('rows that are there come first, then every change, without a hole or a double', async () => {
  await admin.query(`insert into items select n, 'old' from generate_series(1, 3000) n`)
  const writer = new pg.Client({ connectionString: theirs.url })
  await writer.connect()
  let isWriting = true
  const writing = (async () => {
    for (let n = 1; isWriting; n += 1) {
      await writer.query(`insert into items values ($1, 'new'); `, [10_000 + n])
      await writer.query('update items set word = $2 where id = $1', [n, `changed ${n}`])
      await writer.query('delete from items where id = $1', [1500 + n])
    }
  })()
  await followed(run())
  await log.when(() => log.changes.filter(({ op }) => op === 'insert').length > 20)
  isWriting = false
  await writing
  await writer.end()
  await caughtUp()
  expect(foldChanges(log.changes, 'items')).toEqual(await tableNow())
  const { rows } = await admin.query<{ rows: number }>('select count(*)::int as rows from items')
  expect(foldChanges(log.changes, 'items').size).toBe(rows[0]?.rows)
  expect(log.repeats).toBe(0)
  expect(memory.state).toMatchObject({
    phase: 'following',
    problem: null,
    gaps: [],
    snapshot: { finishedAt: expect.any(Number) as number },
  })
})

test('every row of the copy is older than every change that follows it', async () => {
  await admin.query(`insert into items values (1, 'old')`)
  await followed(run())
  await admin.query(`update items set word = 'new'`)
  await log.when(() => words().includes('new'))
  const [copied, changed] = log.changes
  expect(copied?.committedAt).toBeLessThanOrEqual(changed?.committedAt ?? 0)
})

test('without a snapshot only what is written from now on comes', async () => {
  await admin.query(`insert into items values (1, 'old')`)
  config.snapshot = false
  await followed(run())
  await admin.query(`insert into items values (2, 'new')`)
  await log.when(() => words().includes('new'))
  expect(words()).toEqual(['new'])
})

test('cut short at whatever step, a later start brings every row and change into the log once', async () => {
  await admin.query(`insert into items select n, 'old' from generate_series(1, 300) n`)
  let steps = 0
  for (let failAt = 1; ; failAt += 1) {
    const word = `written in round ${failAt}`
    await memory.beginAnew()
    log = new ChangeLog()
    steps = 0
    const step = () => {
      steps += 1
      if (steps === failAt) throw new Error('crash')
    }
    memory.beforeRemember = step
    log.beforeStore = step
    const first = run()
    await Promise.race([first.ended, memory.when(isFollowing)])
    await admin.query('update items set word = $1 where id = 1', [word])
    await Promise.race([first.ended, log.when(() => words().includes(word))])
    await first.stop()
    memory.beforeRemember = () => undefined
    log.beforeStore = () => undefined
    memory.state.phase = 'waiting'
    const second = run()
    await log.when(() => words().includes(word) || log.changes.length >= 300)
    await memory.when(isFollowing)
    await caughtUp()
    await second.stop()
    expect(foldChanges(log.changes, 'items')).toEqual(await tableNow())
    expect(memory.state.gaps).toEqual([])
    memory.state.phase = 'waiting'
    if (steps < failAt) break
  }
  // Creating, copying, three calls of the store, following, the first change.
  expect(steps).toBeGreaterThan(4)
})

test('a start goes on where the one before was stopped', async () => {
  const first = await followed(run())
  await admin.query(`insert into items values (1, 'one')`)
  await log.when(() => words().includes('one'))
  await first.stop()
  await admin.query(`insert into items values (2, 'two')`)
  run()
  await log.when(() => words().includes('two'))
  expect(words()).toEqual(['one', 'two'])
})

test('canaries go the whole way, and say that all before them is in the log', async () => {
  run()
  await log.when(() => log.canaries.length >= 2)
  const [first, second] = log.canaries
  expect(second?.id).not.toBe(first?.id)
  await memory.when(({ state }) => (state.asOf ?? 0) >= (first?.sentAt ?? Infinity))
})

test('changes of tables that were not asked for stay where they are, whatever the publication sends', async () => {
  await admin.query('create table more (id int primary key); create publication vigie for all tables')
  await followed(run())
  await admin.query('insert into more values (1)')
  await caughtUp()
  expect(new Set(log.changes.map(({ table }) => table))).toEqual(new Set(['items']))
})

test('a slot that somebody dropped is a gap, which a new beginning ends', async () => {
  await admin.query(`insert into items values (1, 'one')`)
  const first = await followed(run())
  await memory.when(({ state }) => state.asOf !== null)
  await first.stop()
  await dropSlot(admin, config.slot)
  await admin.query(`update items set word = 'missed'`)
  const { asOf } = memory.state
  expect(await run().ended).toMatchObject({ code: 'slot-missing', givesUp: true })
  expect(memory.state.gaps).toEqual([{ from: asOf, to: null, reason: 'slot-missing' }])
  await memory.beginAnew()
  run()
  await log.when(() => words().includes('missed'))
  expect(log.changes.at(-1)?.id).toBe('e2/snapshot/public.items/1')
  expect(memory.state.gaps[0]?.to).toBeGreaterThanOrEqual(asOf ?? Infinity)
})

test('a slot that is dropped while it is followed is noticed', async () => {
  const started = await followed(run())
  await dropSlot(admin, config.slot)
  const ended = await started.ended
  // The stream may learn of it first, as of a line that was cut.
  expect(ended).toBeInstanceOf(CaptureError)
  expect(await run().ended).toMatchObject({ code: 'slot-missing', givesUp: true })
})

test('a slot of somebody else is neither read nor dropped', async () => {
  await admin.query(`select pg_create_logical_replication_slot($1, 'pgoutput')`, [config.slot])
  expect(await run().ended).toMatchObject({ code: 'slot-in-use', givesUp: false })
  expect(await slotExists()).toBe(true)
})

test('a new beginning drops the slot of the one before', async () => {
  const first = await followed(run())
  await first.stop()
  await admin.query(`insert into items values (1, 'one')`)
  memory.state.phase = 'waiting'
  await memory.beginAnew()
  await followed(run())
  expect(log.changes.map(({ id }) => id)).toEqual(['e2/snapshot/public.items/1'])
})

test('at the budget the slot is dropped and the gap is declared, even while the log takes nothing', async () => {
  config.walBudgetBytes = 16 * 1024 ** 2
  const started = await followed(run())
  const stuck = Promise.withResolvers<void>()
  log.beforeStore = () => stuck.promise
  await admin.query(`insert into items values (1, 'stuck')`)
  await writeWal(24)
  await waitUntil(async () => !(await slotExists()))
  stuck.resolve()
  expect(await started.ended).toMatchObject({ code: 'slot-given-up', givesUp: true })
  expect(memory.state.gaps).toMatchObject([{ to: null, reason: 'slot-given-up' }])
  expect(memory.state.wal).toBeNull()
})

test('at the budget the slot of a paused source is dropped, too', async () => {
  config.walBudgetBytes = 16 * 1024 ** 2
  const first = await followed(run())
  await first.stop()
  const paused = run({ doing: 'whilePaused' })
  await memory.when(({ state }) => state.wal !== null)
  await writeWal(24)
  expect(await paused.ended).toMatchObject({ code: 'slot-given-up', givesUp: true })
  expect(await slotExists()).toBe(false)
  expect(await run().ended).toMatchObject({ code: 'slot-given-up', givesUp: true })
})

test('an idle slot moves on while another database writes', async () => {
  const other = await emptyDatabase()
  const writer = new pg.Client({ connectionString: other.url })
  await writer.connect()
  await followed(run())
  for (let n = 0; n < 12; n += 1) {
    await writer.query(`select pg_logical_emit_message(false, 'noise', repeat('x', 4 * 1024 * 1024))`)
  }
  await writer.end()
  await waitUntil(async () => {
    await admin.query('select pg_log_standby_snapshot()')
    return (memory.state.wal?.keptBytes ?? Infinity) < 16 * 1024 ** 2
  })
  expect(log.changes).toEqual([])
})

test('a table that somebody took out of the publication is put in again, and what is missing is said', async () => {
  await followed(run())
  await caughtUp()
  await admin.query('alter publication vigie drop table items')
  // A look between the two may see it empty before it is mended.
  await memory.when(({ state }) => state.problem?.detail.includes('published again') ?? false)
  expect(memory.state.problem?.code).toBe('publication-empty')
  await caughtUp()
  expect(memory.state.gaps).toMatchObject([{ from: expect.any(Number) as number, to: expect.any(Number) as number }])
  expect(memory.state.problem?.detail).toContain('public.items')
})

test('a table that was taken out while nobody looked is put in again at the start, and a new one is no gap', async () => {
  const first = await followed(run())
  await first.stop()
  await admin.query('alter publication vigie drop table items; create table more (id int primary key)')
  config.tables = ['public.items', 'public.more']
  memory.state.phase = 'waiting'
  await followed(run())
  await caughtUp()
  expect(memory.state.problem?.detail).toContain('public.items')
  expect(memory.state.problem?.detail).not.toContain('public.more')
  expect(memory.state.gaps).toHaveLength(1)
})

test('a dropped table is named, and the others go on', async () => {
  await admin.query('create table more (id int primary key)')
  config.tables = ['public.items', 'public.more']
  await followed(run())
  await admin.query('drop table more')
  await memory.when(({ state }) => state.problem?.code === 'schema-changed')
  expect(memory.state.problem?.detail).toContain('public.more')
  await caughtUp()
})

test('releasing takes slot and publication out of the database', async () => {
  const first = await followed(run())
  await first.stop()
  expect(await run({ doing: 'release' }).ended).toBeNull()
  expect(await slotExists()).toBe(false)
  const { rows } = await admin.query(`select from pg_publication where pubname = 'vigie'`)
  expect(rows).toEqual([])
})

test('a user without the right to replicate is told the SQL that gives it', async () => {
  const user = `reader_${randomUUID().slice(0, 8)}`
  await admin.query(`create role ${user} login password 'secret'; grant select on items to ${user}`)
  const url = new URL(theirs.url)
  url.username = user
  url.password = 'secret'
  const ended = await run({ url: url.href }).ended
  await admin.query(`drop owned by ${user}; drop role ${user}`)
  expect(ended).toMatchObject({ code: 'no-replication-privilege' })
  expect(String(ended)).toContain(`alter role "${user}" replication;`)
})

/** Asks the database again and again. */
async function waitUntil(condition: () => Promise<boolean>): Promise<void> {
  await expect.poll(condition, { timeout: 45_000, interval: 50 }).toBe(true)
}
