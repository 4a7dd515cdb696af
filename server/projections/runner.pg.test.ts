import { afterAll, afterEach, describe, expect, test } from 'vitest'
import type { Pool } from 'pg'
import { systemClock } from '../runtime/clock.ts'
import { BusinessTime } from '../runtime/business-time.ts'
import { testDatabase } from '../testing/database.ts'
import { newEvent, openLog, silentLogger } from '../testing/log-fixture.ts'
import { readCheckpoint } from './checkpoint.ts'
import { countersProjection } from './counters.ts'
import { ProgressWatch } from './progress-watch.ts'
import type { Projection, Tx } from './projection.ts'
import { rebuild, rebuildIfMadeOtherwise } from './rebuild.ts'
import { ProjectionRunner } from './runner.ts'
import { retrySetAside } from './set-aside.ts'

const { url } = await testDatabase()
const { pool, log, telemetry, close } = await openLog(url)
const running: ProjectionRunner[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((runner) => runner.stop()))
})
afterAll(close)

async function run(
  projection: Projection,
  { watchMs, ...options }: { watchMs?: number; waitMs?: () => number } = {},
): Promise<ProjectionRunner> {
  const runner = new ProjectionRunner({
    pool,
    log,
    projection,
    telemetry,
    clock: systemClock,
    logger: silentLogger,
    watch: new ProgressWatch(pool, watchMs),
    ...options,
  })
  await runner.start()
  running.push(runner)
  return runner
}

async function appendMany(prefix: string, count: number): Promise<bigint> {
  await log.append(Array.from({ length: count }, (_, index) => newEvent({ id: `${prefix}-${index}` })))
  return log.head()
}

/** Sums events into one table of its own; refuses those of type `poison` while `strict`. */
function sumProjection(name: string, state = { strict: true }): Projection {
  const table = `sum_${name}`
  return {
    name,
    consumes: 'all',
    async apply(events, tx) {
      await tx.query(`create table if not exists ${table} (id text primary key)`)
      if (state.strict && events.some(({ type }) => type === 'poison')) throw new Error('cannot take poison')
      // A primary key: an event applied twice fails the test loudly.
      await tx.query(`insert into ${table} select unnest($1::text[])`, [
        events.map(({ id, source }) => `${source}/${id}`),
      ])
      return ['wall']
    },
    async reset(tx) {
      await tx.query(`drop table if exists ${table}`)
    },
  }
}

async function count(db: Pool, name: string): Promise<number> {
  const { rows } = await db.query<{ count: number }>(`select count(*)::int as count from sum_${name}`)
  return rows[0]?.count ?? -1
}

/** What a statement that fails with this SQLSTATE throws. */
function failWith(sqlState: string) {
  return (tx: Tx) => tx.query(`do $$ begin raise exception 'refused' using errcode = '${sqlState}'; end $$`)
}

function failWithCode(message: string, code?: string) {
  return () => Promise.reject(Object.assign(new Error(message), code === undefined ? {} : { code }))
}

describe('a runner', () => {
  test('folds what was there before it started and what comes while it runs', async () => {
    await appendMany('before', 7000)
    const runner = await run(sumProjection('following'))
    const head = await appendMany('while', 500)
    await runner.whenProcessed(head)
    expect(await count(pool, 'following')).toBe(Number(head))
    expect(await readCheckpoint(pool, 'following')).toBe(head)
  })

  test('once started it knows how far it is', async () => {
    const head = await appendMany('known', 1)
    const first = await run(sumProjection('known'))
    await first.whenProcessed(head)
    await first.stop()
    const second = await run(sumProjection('known'))
    expect(second.position).toBe(head)
    await second.whenProcessed(head)
  })

  test('two runners of one projection, as in two processes, count every event once', async () => {
    const projection = sumProjection('shared')
    const [first, second] = [await run(projection), await run(projection)]
    await Promise.all(Array.from({ length: 40 }, (_, index) => appendMany(`shared-${index}`, 25)))
    const head = await log.head()
    await Promise.race([first.whenProcessed(head), second.whenProcessed(head)])
    expect(await count(pool, 'shared')).toBe(Number(head))
  })

  test('events that do not concern it move its checkpoint, and the others are counted once by however many runners', async () => {
    const projection: Projection = { ...sumProjection('choosy'), consumes: ['order.placed'] }
    const [first, second] = [await run(projection), await run(projection)]
    for (let index = 0; index < 20; index++) {
      await log.append([newEvent({ id: `choosy-${index}`, type: index % 5 === 0 ? 'order.placed' : 'page.viewed' })])
    }
    const head = await log.head()
    await Promise.all([first.whenProcessed(head), second.whenProcessed(head)])
    const { rows } = await pool.query(`select id from sum_choosy where id like '%/choosy-%'`)
    expect(rows).toHaveLength(4)
    expect(await readCheckpoint(pool, 'choosy')).toBe(head)
  })

  test('an event it cannot take is set aside with its error and does not block the rest', async () => {
    const state = { strict: true }
    const projection = sumProjection('strict', state)
    const runner = await run(projection)
    await log.append([newEvent({ id: 'good-1' }), newEvent({ id: 'bad', type: 'poison' }), newEvent({ id: 'good-2' })])
    const head = await log.head()
    await runner.whenProcessed(head)
    expect(await count(pool, 'strict')).toBe(Number(head) - 1)
    const { rows } = await pool.query('select position, error, attempts from set_aside_events')
    expect(rows).toEqual([{ position: (head - 1n).toString(), error: 'cannot take poison', attempts: 1 }])

    const inVain = await retrySetAside(pool, log, projection)
    expect(inVain).toMatchObject({ taken: 0, kept: [{ position: head - 1n }] })
    state.strict = false
    expect(await retrySetAside(pool, log, projection)).toEqual({ taken: 1, kept: [] })
    expect(await count(pool, 'strict')).toBe(Number(head))
    expect((await pool.query('select 1 from set_aside_events')).rowCount).toBe(0)
  })

  test.each([
    ['a missing table', failWith('42P01')],
    ['a missing privilege', failWith('42501')],
    ['a full disk', failWith('53100')],
    ['a deadlock', failWith('40P01')],
    ['a server that shuts down', failWith('57P01')],
    ['a name that is not found', failWithCode('getaddrinfo ENOTFOUND db', 'ENOTFOUND')],
    ['a line that breaks', failWithCode('Connection terminated unexpectedly')],
  ])('%s says nothing about the events: none is set aside, all are taken later', async (name, fail) => {
    const table = name.replaceAll(/\W/g, '_')
    const sum = sumProjection(table, { strict: false })
    const failed = telemetry.once('projection.failed', ({ projection }) => projection === table)
    let failures = 1
    const runner = await run({
      ...sum,
      async apply(events, tx) {
        if (failures-- > 0) await fail(tx)
        return sum.apply(events, tx)
      },
    })
    const stoodStill = failed.then(() => runner.failure)
    const head = await appendMany(table, 3)
    expect(await stoodStill).not.toBeNull()
    await runner.whenProcessed(head)
    expect(runner.failure).toBeNull()
    expect(await count(pool, table)).toBe(Number(head))
    expect((await pool.query('select 1 from set_aside_events')).rowCount).toBe(0)
  })

  test.each(['21000', '22P02', '23505', '54000', 'P0001'])(
    'the data of an event that fails with %s is to blame',
    async (state) => {
      const sum = sumProjection(`blames_${state}`, { strict: false })
      const runner = await run({
        ...sum,
        async apply(events, tx) {
          if (events.some(({ id }) => id === `bad-${state}`)) await failWith(state)(tx)
          return sum.apply(events, tx)
        },
      })
      await log.append([`before-${state}`, `bad-${state}`, `after-${state}`].map((id) => newEvent({ id })))
      const head = await log.head()
      await runner.whenProcessed(head)
      const { rows } = await pool.query('delete from set_aside_events returning position')
      expect(rows).toEqual([{ position: (head - 1n).toString() }])
      expect(await count(pool, `blames_${state}`)).toBe(Number(head) - 1)
      expect(runner.failure).toBeNull()
    },
  )

  test('it says that it stands still, and no longer once it could go on, although nothing new comes', async () => {
    const head = await appendMany('idle', 1)
    const runner = await run(sumProjection('idle'), { watchMs: 10 })
    await runner.whenProcessed(head)
    const failed = telemetry.once('projection.failed', ({ projection }) => projection === 'idle')
    await pool.query('alter table checkpoints rename to checkpoints_away')
    await failed
    expect(runner.failure?.message).toContain('checkpoints')
    await pool.query('alter table checkpoints_away rename to checkpoints')
    await expect.poll(() => runner.failure, { interval: 10 }).toBeNull()
  })

  test('a projection that fails for a passing reason starts again from its checkpoint and loses nothing', async () => {
    let failures = 2
    const sum = sumProjection('shaky', { strict: false })
    const failing = telemetry.once('projection.failed', ({ projection }) => projection === 'shaky')
    const runner = await run({
      ...sum,
      async apply(events, tx) {
        const touched = await sum.apply(events, tx)
        if (failures-- > 0) throw Object.assign(new Error('terminating connection'), { code: '57P01' })
        return touched
      },
    })
    const head = await appendMany('shaky', 10)
    await runner.whenProcessed(head)
    expect((await failing).error.message).toBe('terminating connection')
    expect(await count(pool, 'shaky')).toBe(Number(head))
  })

  test('what is too much for the database at a time is taken in smaller parts', async () => {
    const sum = sumProjection('slow', { strict: false })
    const taken: number[] = []
    let failures = 0
    const slow: Projection = {
      ...sum,
      async apply(events, tx) {
        if (events.length > 300) {
          failures++
          await failWith('57014')(tx)
        }
        taken.push(events.length)
        return sum.apply(events, tx)
      },
    }
    const head = await appendMany('slow', 5000)
    const runner = await run(slow, { waitMs: () => 1 })
    await runner.whenProcessed(head)
    expect(await count(pool, 'slow')).toBe(Number(head))
    const [first = 0] = taken
    expect(first).toBeGreaterThan(0)
    expect(Math.max(...taken), 'it takes more again').toBeGreaterThan(first)
    expect(failures).toBeLessThan(taken.length)
  })

  test('who waits for a position hears of it from a runner that another process has overtaken, too', async () => {
    const head = await appendMany('overtaken', 3)
    const behind = await run(
      { ...sumProjection('overtaken'), apply: failWithCode('Connection terminated unexpectedly') },
      { watchMs: 10, waitMs: () => 1 },
    )
    const waiting = behind.whenProcessed(head)
    await pool.query('update checkpoints set position = $1 where projection = $2', [head.toString(), 'overtaken'])
    await waiting
    expect(behind.position).toBe(head)
  })

  test('a rebuild gives the tables that going on gave, and the runner does it without a restart', async () => {
    const projection = countersProjection(new BusinessTime('UTC'))
    const runner = await run(projection, { watchMs: 20 })
    const head = await appendMany('rebuilt', 100)
    await runner.whenProcessed(head)
    const tables = () =>
      pool.query(`select * from event_counts where grain <> 'second' order by grain, basis, bucket, source, type`)
    const incremental = await tables()
    const caughtUp = telemetry.once(
      'projection.applied',
      ({ projection: name, position, events }) => name === 'counters' && position === head && events > 0,
    )
    await rebuild(pool, projection)
    await caughtUp
    expect((await tables()).rows).toEqual(incremental.rows)
  })

  test.each<[how: string, name: string, consumes: Projection['consumes']]>([
    ['folds nothing into', 'refolded', 'all'],
    ['passes nothing over for', 'repassed', ['never.sent']],
  ])('%s tables that were made anew with other settings, until they are its own', async (_how, name, consumes) => {
    const projection: Projection = { ...sumProjection(name, { strict: false }), consumes, madeWith: 'ours' }
    const runner = await run(projection, { watchMs: 3_600_000, waitMs: () => 10 })
    const head = await appendMany(name, 1)
    await runner.whenProcessed(head)
    // Another server makes them anew, and has come as far as this one was.
    const failed = telemetry.once('projection.failed', ({ projection: failing }) => failing === name)
    await rebuildIfMadeOtherwise(pool, { ...projection, madeWith: 'theirs' })
    await pool.query('update checkpoints set position = $1 where projection = $2', [head.toString(), name])
    const later = await appendMany(`${name}-later`, 1)
    expect((await failed).error.message).toContain('restart this server')
    expect(runner.failure).not.toBeNull()
    expect(await readCheckpoint(pool, name)).toBe(head)

    await pool.query(`update checkpoints set made_with = 'ours' where projection = $1`, [name])
    await runner.whenProcessed(later)
    expect(runner.failure).toBeNull()
  })

  test('at rest, too, says that its tables are made with other settings', async () => {
    const projection: Projection = { ...sumProjection('resting', { strict: false }), madeWith: 'ours; changes: 1' }
    const runner = await run(projection, { watchMs: 10, waitMs: () => 10 })
    await runner.whenProcessed(await appendMany('resting', 1))
    const write = (madeWith: string) =>
      pool.query(`update checkpoints set made_with = $1 where projection = 'resting'`, [madeWith])
    const failed = telemetry.once('projection.failed', ({ projection: failing }) => failing === 'resting')
    await write('theirs; changes: 1')
    await failed
    await write('ours; changes: 2')
    await expect.poll(() => runner.failure, { interval: 10 }).toBeNull()
    await runner.whenProcessed(await appendMany('resting-on', 1))
  })
})

describe('an event that is set aside', () => {
  /** One such event, and a log that does something just before the event is read for its retry. */
  async function setOneAside(name: string) {
    const state = { strict: true }
    const projection = sumProjection(name, state)
    const runner = await run(projection)
    await log.append([newEvent({ id: `bad-${name}`, type: 'poison' })])
    const head = await log.head()
    await runner.whenProcessed(head)
    await runner.stop()
    state.strict = false
    const interrupted = (meanwhile: () => Promise<unknown>, then: 'goes on' | 'fails') => ({
      read: async (range: { after: bigint; limit: number }) => {
        await meanwhile()
        if (then === 'fails') throw new Error('reading it failed')
        return log.read(range)
      },
    })
    return { projection, head, interrupted }
  }

  const countSetAside = async (name: string) =>
    (await pool.query('select 1 from set_aside_events where projection = $1', [name])).rowCount

  test.each(['goes on', 'fails'] as const)(
    'and was taken by a second retry stays taken, once, if the first %s',
    async (then) => {
      const name = `taken_${then.replace(' ', '_')}`
      const { projection, head, interrupted } = await setOneAside(name)
      const second = () => retrySetAside(pool, log, projection)
      const { kept } = await retrySetAside(pool, interrupted(second, then), projection)
      if (then === 'goes on') expect(kept).toEqual([])
      expect(await countSetAside(name)).toBe(0)
      expect(await count(pool, name)).toBe(Number(head))
    },
  )

  test.each(['goes on', 'fails'] as const)(
    'and was forgotten by a rebuild stays forgotten if a retry %s',
    async (then) => {
      const name = `rebuilt_${then.replace(' ', '_')}`
      const { projection, head, interrupted } = await setOneAside(name)
      await retrySetAside(
        pool,
        interrupted(() => rebuild(pool, projection), then),
        projection,
      )
      expect(await countSetAside(name)).toBe(0)
      const runner = await run(projection)
      await runner.whenProcessed(head)
      expect(await count(pool, name)).toBe(Number(head))
      expect(await countSetAside(name)).toBe(0)
    },
  )
})
