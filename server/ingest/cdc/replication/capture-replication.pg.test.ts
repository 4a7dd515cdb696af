import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { expect, test } from 'vitest'
import { ChangeLog } from '../../../testing/captured.ts'
import { replicatedItems } from '../../../testing/replicated-items.ts'
import { foldChanges } from '../../../testing/replication-run.ts'

const erp = await replicatedItems()

test('rows that are there come first, then every change, without a hole or a double', async () => {
  await erp.admin.query(`insert into items select n, 'old' from generate_series(1, 3000) n`)
  const writer = new pg.Client({ connectionString: erp.url })
  await writer.connect()
  let isWriting = true
  const writing = (async () => {
    for (let n = 1; isWriting; n += 1) {
      await writer.query(`insert into items values ($1, 'new'); `, [10_000 + n])
      await writer.query('update items set word = $2 where id = $1', [n, `changed ${n}`])
      await writer.query('delete from items where id = $1', [1500 + n])
    }
  })()
  await erp.followed(erp.run())
  await erp.log.when(() => erp.log.changes.filter(({ op }) => op === 'insert').length > 20)
  isWriting = false
  await writing
  await writer.end()
  await erp.caughtUp()
  expect(foldChanges(erp.log.changes, 'items')).toEqual(await erp.tableNow())
  const { rows } = await erp.admin.query<{ rows: number }>('select count(*)::int as rows from items')
  expect(foldChanges(erp.log.changes, 'items').size).toBe(rows[0]?.rows)
  expect(erp.log.repeats).toBe(0)
  expect(erp.memory.state).toMatchObject({
    phase: 'following',
    problem: null,
    gaps: [],
    snapshot: { finishedAt: expect.any(Number) as number },
  })
})

test('every row of the copy is older than every change that follows it', async () => {
  await erp.admin.query(`insert into items values (1, 'old')`)
  await erp.followed(erp.run())
  await erp.admin.query(`update items set word = 'new'`)
  await erp.log.when(() => erp.words().includes('new'))
  const [copied, changed] = erp.log.changes
  expect(copied?.committedAt).toBeLessThanOrEqual(changed?.committedAt ?? 0)
})

test('without a snapshot only what is written from now on comes', async () => {
  await erp.admin.query(`insert into items values (1, 'old')`)
  erp.config.snapshot = false
  await erp.followed(erp.run())
  await erp.admin.query(`insert into items values (2, 'new')`)
  await erp.log.when(() => erp.words().includes('new'))
  expect(erp.words()).toEqual(['new'])
})

test('cut short at whatever step, a later start brings every row and change into the log once', async () => {
  await erp.admin.query(`insert into items select n, 'old' from generate_series(1, 300) n`)
  let steps = 0
  for (let failAt = 1; ; failAt += 1) {
    const word = `written in round ${failAt}`
    await erp.memory.beginAnew()
    erp.log = new ChangeLog()
    steps = 0
    const step = () => {
      steps += 1
      if (steps === failAt) throw new Error('crash')
    }
    erp.memory.beforeRemember = step
    erp.log.beforeStore = step
    const first = erp.run()
    await Promise.race([first.ended, erp.memory.when(erp.isFollowing)])
    await erp.admin.query('update items set word = $1 where id = 1', [word])
    await Promise.race([first.ended, erp.log.when(() => erp.words().includes(word))])
    await first.stop()
    expect(steps, `it began before this ended it: ${String(await first.ended)}`).toBeGreaterThan(0)
    erp.memory.beforeRemember = () => undefined
    erp.log.beforeStore = () => undefined
    erp.memory.state.phase = 'waiting'
    const second = erp.run()
    await erp.log.when(() => erp.words().includes(word) || erp.log.changes.length >= 300)
    await erp.memory.when(erp.isFollowing)
    await erp.caughtUp()
    await second.stop()
    expect(foldChanges(erp.log.changes, 'items')).toEqual(await erp.tableNow())
    expect(erp.memory.state.gaps).toEqual([])
    erp.memory.state.phase = 'waiting'
    if (steps < failAt) break
  }
  // Creating, copying, three calls of the store, following, the first change.
  expect(steps).toBeGreaterThan(4)
})

test('a start goes on where the one before was stopped', async () => {
  const first = await erp.followed(erp.run())
  await erp.admin.query(`insert into items values (1, 'one')`)
  await erp.log.when(() => erp.words().includes('one'))
  await first.stop()
  await erp.admin.query(`insert into items values (2, 'two')`)
  erp.run()
  await erp.log.when(() => erp.words().includes('two'))
  expect(erp.words()).toEqual(['one', 'two'])
})

test('canaries go the whole way, and say that all before them is in the log', async () => {
  erp.run()
  await erp.log.when(() => erp.log.canaries.length >= 2)
  const [first, second] = erp.log.canaries
  expect(second?.id).not.toBe(first?.id)
  await erp.memory.when(({ state }) => (state.asOf ?? 0) >= (first?.sentAt ?? Infinity))
})

test('changes of tables that were not asked for stay where they are, whatever the publication sends', async () => {
  await erp.admin.query('create table more (id int primary key); create publication vigie for all tables')
  await erp.followed(erp.run())
  await erp.admin.query('insert into more values (1)')
  await erp.caughtUp()
  expect(new Set(erp.log.changes.map(({ table }) => table))).toEqual(new Set(['items']))
})

test('a user without the right to replicate is told the SQL that gives it', async () => {
  const user = `reader_${randomUUID().slice(0, 8)}`
  await erp.admin.query(`create role ${user} login password 'secret'; grant select on items to ${user}`)
  const url = new URL(erp.url)
  url.username = user
  url.password = 'secret'
  const ended = await erp.run({ url: url.href }).ended
  await erp.admin.query(`drop owned by ${user}; drop role ${user}`)
  expect(ended).toMatchObject({ code: 'no-replication-privilege' })
  expect(String(ended)).toContain(`alter role "${user}" replication;`)
})
