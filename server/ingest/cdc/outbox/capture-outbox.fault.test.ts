import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { OutboxConfig } from '#contract/database.ts'
import { outboxConfigSchema } from '#contract/database.ts'
import { application, CapturedDatabase } from '../../../testing/captured-database.ts'
import { emptyDatabase, testDatabase } from '../../../testing/database.ts'
import { faultProxy } from '../../../testing/fault-proxy.ts'
import { interceptStatements } from '../../../testing/statements.ts'
import { transactionPooler } from '../../../testing/transaction-pooler.ts'
import { openConnection } from '../connection.ts'
import { outboxCapture } from './capture-outbox.ts'
import { listen } from './outbox-listener.ts'

const own = await testDatabase()
const erp = await emptyDatabase()
const db = await application(erp.url)
afterAll(() => db.end())

const listener = { heartbeatMs: 100, answerMs: 500, longestPauseMs: 200 }
// Longer than a busy machine takes for any statement: what answers is not to be given up.
const capture = outboxCapture({ answerMs: 5000, listener, sizes: { transactions: 5, rows: 4, bytes: 100_000 } })
const config = outboxConfigSchema.parse({ capture: 'outbox', tables: ['public.goods'], pollSeconds: 0.1 })

let captured: CapturedDatabase<OutboxConfig>
const startAfresh = async () => {
  await db.query(`drop schema if exists vigie cascade; drop schema public cascade; create schema public;
    create table goods (id int primary key, name text)`)
  captured = new CapturedDatabase({ capture, config, url: erp.url, ownUrl: own.url })
}
beforeEach(startAfresh)
afterEach(() => captured.close())

const ids = () => captured.log.changes.map(({ key }) => key?.id)

describe('the line', () => {
  test('that goes silent ends the run, and the next one goes on', async () => {
    await using proxy = await faultProxy(erp.url)
    const run = captured.start({ url: proxy.url })
    await captured.whenCaughtUp()
    proxy.freeze()
    await db.query('insert into goods values (1)')
    expect(await run.ended).toMatchObject({ code: 'connection-lost' })
    proxy.restore()
    captured.start({ url: proxy.url })
    await captured.whenCaughtUp()
    expect(ids()).toEqual([1])
  })

  test('that goes silent at any statement ends the run, from the first one on', async () => {
    const silenced: string[] = []
    for (let number = 1; await isSilencedAt(number, silenced); number++) {
      await captured.close()
      await startAfresh()
    }
    // Before the triggers are made, behind that, and in the transaction of the copy.
    expect(silenced.filter((text) => text.includes('pg_partition_tree')).length).toBeGreaterThanOrEqual(3)
  })

  /**
   * The line forgets what is under way when that many statements of a beginning are sent, those of the copied rows apart: a
   * database may be at work on them for longer. A line that is given up before, by a machine that is too busy to answer in
   * time, is one that has gone silent, too. @returns false when it caught up before.
   */
  async function isSilencedAt(number: number, silenced: string[]): Promise<boolean> {
    await using proxy = await faultProxy(erp.url)
    let sent = 0
    const restore = interceptStatements((text, send) => {
      if (!/vigie_copy|from pg_settings/.test(text) && ++sent === number) {
        silenced.push(text)
        proxy.forget()
      }
      return send()
    })
    try {
      const run = captured.start({ url: proxy.url, capture: outboxCapture({ answerMs: 1000 }) })
      const isThrough = await captured.whenCaughtUp().then(
        () => true,
        () => false,
      )
      if (isThrough && sent < number) return false
      expect(await run.ended, silenced.at(-1)).toMatchObject({ code: 'connection-lost' })
      return true
    } finally {
      restore()
    }
  }

  test('that is cut while changes are stored loses and doubles none', async () => {
    await using proxy = await faultProxy(erp.url)
    const run = captured.start({ url: proxy.url })
    await captured.whenCaughtUp()
    captured.log.beforeStore = (changes) => {
      if (changes.length > 0) proxy.cut()
    }
    await db.query('insert into goods values (1), (2)')
    expect(await run.ended).toMatchObject({ code: 'connection-lost' })
    expect(ids()).toEqual([1, 2])
    captured.log.beforeStore = () => undefined
    proxy.restore()
    captured.start({ url: proxy.url })
    await captured.whenCaughtUp()
    expect(ids()).toEqual([1, 2])
    expect(captured.log.repeats).toBe(2)
  })
})

describe('notifications', () => {
  test('bring a change long before the next poll', { timeout: 50_000 }, async () => {
    captured.start({ config: { ...config, pollSeconds: 60 }, capture: outboxCapture() })
    await captured.when(({ state }) => state.asOf !== null)
    await db.query('insert into goods values (1)')
    await captured.log.when(({ changes }) => changes.length === 1)
  })

  test('that no longer come are noticed, and a new line is made that wakes the reader at once', async () => {
    await using proxy = await faultProxy(erp.url)
    const told: string[] = []
    const states = new EventTarget()
    const tell = (what: string) => {
      told.push(what)
      states.dispatchEvent(new Event(what))
    }
    const stopping = new AbortController()
    const listening = listen({
      connection: openConnection(proxy.url, 'erp'),
      channel: 'vigie',
      limits: listener,
      signal: stopping.signal,
      onNotified: () => tell('notified'),
      onHeard: () => tell('heard'),
      onSilent: () => tell('silent'),
    })
    const next = (what: string) => new Promise((resolve) => states.addEventListener(what, resolve, { once: true }))
    await next('heard')
    const silent = next('silent')
    proxy.freeze()
    await silent
    told.length = 0
    const heard = next('heard')
    proxy.restore()
    await heard
    expect(told.filter((what) => what === 'notified')).not.toEqual([])
    stopping.abort()
    await listening
  })
})

describe('a pooler that gives each transaction another session', () => {
  test('is no obstacle, and finds its sessions as they were', async () => {
    await db.query('insert into goods values (0)')
    await using pooler = await transactionPooler(erp.url)
    const run = captured.start({ url: pooler.url })
    await captured.whenCaughtUp()
    await db.query('insert into goods values (1)')
    await captured.whenCaughtUp()
    expect(ids()).toEqual([0, 1])
    expect(captured.memory.state.problem).toBeNull()
    await run.stop()
    expect(pooler.taken().every((count) => count > 2)).toBe(true)
    const { rows } = await db.query<{ left: string }>(`select query as left from pg_stat_activity
      where datname = current_database() and query ~* 'listen|^set ' and pid <> pg_backend_pid()`)
    expect(rows).toEqual([])
  })
})

describe('a crash', () => {
  test('at any statement leaves every change in the log once, under the ids it had', async () => {
    await db.query('insert into goods select n, null from generate_series(1, 5) n')
    let isThrough = false
    for (let number = 1; !isThrough; number++) {
      await db.query(`insert into goods values (${100 + number}); begin;
        insert into goods select ${1000 * number} + n from generate_series(1, 9) n; update goods set name = 'x' where id <= 5; commit`)
      isThrough = await runUntilStatement(number)
    }
    captured.start()
    await captured.whenCaughtUp()
    const { rows } = await db.query<{ id: number }>('select id from goods order by id')
    const firsts = captured.log.changes.filter(({ op }) => op !== 'update').map(({ key }) => Number(key?.id))
    expect(firsts.toSorted((a, b) => a - b)).toEqual(rows.map(({ id }) => id))
    expect(new Set(captured.log.changes.map(({ id }) => id)).size).toBe(captured.log.changes.length)
  })

  /** @returns whether it caught up before that many statements to the outbox were sent. */
  async function runUntilStatement(number: number): Promise<boolean> {
    let sent = 0
    let stopping: Promise<void> | null = null
    const restore = interceptStatements((text, send) => {
      if (/outbox|staged_rows|vigie_copy/.test(text) && ++sent === number) stopping = run.stop()
      return send()
    })
    const run = captured.start()
    const isThrough = await Promise.race([
      run.ended.then(() => false),
      captured.whenCaughtUp().then(
        () => true,
        () => false,
      ),
    ])
    restore()
    await (stopping ?? run.stop())
    return isThrough && sent < number
  }
})
