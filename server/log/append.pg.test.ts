import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import type { NewEvent } from '#contract/event.ts'
import { createPool } from '../db/pool.ts'
import { systemClock } from '../runtime/clock.ts'
import { Telemetry } from '../runtime/telemetry.ts'
import { testDatabase } from '../testing/database.ts'
import { newEvent, openLog, silentLogger } from '../testing/log-fixture.ts'
import { Appender, LogOverloadedError } from './append.ts'
import { RecentEvents } from './recent.ts'

const { url } = await testDatabase()
const { pool, log, close } = await openLog(url)
afterAll(close)

/** Holds what every append needs, as a slow PostgreSQL does. @returns a function that lets go. */
async function holdAppends(): Promise<() => Promise<void>> {
  const client = await pool.connect()
  await client.query('begin')
  await client.query('select pg_advisory_xact_lock(7261001)')
  return async () => {
    await client.query('commit')
    client.release()
  }
}

type AppenderOptions = ConstructorParameters<typeof Appender>[0]

function appenderWith(options: Partial<AppenderOptions>): Appender {
  const telemetry = new Telemetry()
  return new Appender({ pool, telemetry, clock: systemClock, recent: new RecentEvents(), ...options })
}

describe('while PostgreSQL is slower than the doors', () => {
  test.each([
    ['events', { maxPendingEvents: 10 }, 1],
    ['bytes', { maxPendingBytes: 1000 }, 100],
  ] as const)(
    'appends are refused once too many %s wait, and accepted again afterwards',
    async (what, bounds, bytes) => {
      const appender = appenderWith(bounds)
      const letGo = await holdAppends()
      const append = (id: string) => appender.append([newEvent({ id: `${what}-${id}` })], bytes)
      const waiting = Array.from({ length: 10 }, (_, index) => append(`waits-${index}`))
      expect(appender.pendingEvents).toBe(10)
      await expect(append('refused')).rejects.toBeInstanceOf(LogOverloadedError)
      expect(appender.pendingEvents).toBe(10)

      await letGo()
      const answers = await Promise.all(waiting)
      expect(answers.map(({ outcomes }) => outcomes[0]?.outcome)).toEqual(Array(10).fill('stored'))
      expect(appender.pendingEvents).toBe(0)
      expect((await append('refused')).outcomes).toMatchObject([{ outcome: 'stored' }])
    },
  )

  test('appends that failed by their data no longer count as waiting, and are no failure of the log', async () => {
    const appender = appenderWith({ maxPendingEvents: 1 })
    const unstorable = newEvent({ id: 'unstorable', subject: 'a\u0000b' })
    await expect(appender.append([unstorable], 1)).rejects.toThrow('could not store')
    expect(appender.failedAt).toBeNull()
    expect((await appender.append([newEvent({ id: 'storable' })], 1)).outcomes).toMatchObject([{ outcome: 'stored' }])
  })
})

describe('JSON that was made ahead', () => {
  async function dataOf(id: string): Promise<string | undefined> {
    const { rows } = await pool.query<{ data: string }>('select data::text from events where id = $1', [id])
    return rows[0]?.data
  }

  test('is what is stored', async () => {
    await appenderWith({}).append([newEvent({ id: 'ahead', data: { n: 1 } })], 1, ['{"n":1.00}'])
    expect(await dataOf('ahead')).toBe('{"n":1.00}')
  })

  test('is not stored of somebody who is erased', async () => {
    const erased = {
      version: 0n,
      withoutErased: (event: NewEvent) => (event.id === 'erased' ? { ...event, data: {} } : event),
      refresh: async () => undefined,
    }
    const data = { email: 'ada@shop.example' }
    const events = [newEvent({ id: 'erased', data }), newEvent({ id: 'other', data })]
    const json = JSON.stringify(data)
    const { hasErased } = await appenderWith({ erased }).append(events, 1, [json, json])
    expect(hasErased).toBe(true)
    expect(await dataOf('erased')).toBe('{}')
    expect(await dataOf('other')).toBe(json)
  })
})

describe('an acknowledgement promises durability', () => {
  test.each(['off', 'local'])('whatever the database was set to: synchronous_commit = %s', async (setting) => {
    const [database] = new URL(url).pathname.split('/').filter(Boolean)
    await pool.query(`alter database ${database} set synchronous_commit = ${setting}`)
    onTestFinished(async () => void (await pool.query(`alter database ${database} reset synchronous_commit`)))
    const other = await openLog(url)
    onTestFinished(() => other.close())
    await pool.query('create table commit_settings (setting text not null)')
    onTestFinished(
      async () => void (await pool.query('drop table commit_settings; drop function note_setting cascade')),
    )
    // A deferred trigger runs as part of the commit: what it sees is how the commit is done.
    await pool.query(`
      create function note_setting() returns trigger language plpgsql as $$
        begin insert into commit_settings values (current_setting('synchronous_commit')); return null; end $$;
      create constraint trigger note_setting after insert on event_keys
        deferrable initially deferred for each row execute function note_setting()`)

    expect((await other.pool.query('show synchronous_commit')).rows).toEqual([{ synchronous_commit: setting }])
    await other.log.append([newEvent({ id: `durable-${setting}` })])
    expect((await pool.query('select setting from commit_settings')).rows).toEqual([{ setting: 'on' }])
    expect((await other.pool.query('show synchronous_commit')).rows).toEqual([{ synchronous_commit: setting }])
  })

  test('a setting that promises more, as with replicas, is left as it is', async () => {
    const strict = new URL(url)
    strict.searchParams.set('options', '-c synchronous_commit=remote_apply')
    const strictPool = createPool({ databaseUrl: strict.href, logger: silentLogger, name: 'strict', max: 1 })
    onTestFinished(() => strictPool.end())
    const client = await strictPool.connect()
    await client.query('begin')
    await client.query(`select append_events('{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}')`)
    expect((await client.query('show synchronous_commit')).rows).toEqual([{ synchronous_commit: 'remote_apply' }])
    await client.query('rollback')
    client.release()
  })
})

test('received is counted by the append itself, once an event, and synthetic events are not', async () => {
  const received = async () =>
    (await pool.query<{ count: number }>('select coalesce(sum(count), 0)::int as count from received_counts')).rows[0]
      ?.count
  const before = (await received()) ?? 0
  await log.append([newEvent({ id: 'r-1' }), newEvent({ id: 'r-2' }), newEvent({ id: 'r-3', synthetic: true })])
  await log.append([newEvent({ id: 'r-2' }), newEvent({ id: 'r-4', receivedAt: Date.now() - 86_400_000 })])
  expect(await received()).toBe(before + 3)
})
