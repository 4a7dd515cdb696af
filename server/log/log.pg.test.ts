import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import fc from 'fast-check'
import type { Pool, QueryConfig } from 'pg'
import { afterAll, describe, expect, test, vi } from 'vitest'
import * as z from 'zod'
import { newEventBatches } from '../testing/arbitraries.ts'
import { testDatabase } from '../testing/database.ts'
import { newEvent, openLog } from '../testing/log-fixture.ts'
import { expireKeys, partitionSize } from './partitions.ts'
import { PolledHead } from './polled-head.ts'
import { RecentEvents } from './recent.ts'
import { tail } from './tail.ts'

const { url } = await testDatabase()
const { pool, log, telemetry, close } = await openLog(url)
afterAll(close)

async function readAll(after = 0n) {
  const events = []
  for (let position = after; ;) {
    const batch = await log.read({ after: position, limit: 1000 })
    const last = batch.at(-1)
    if (!last) return events
    events.push(...batch)
    position = last.position
  }
}

describe('append', () => {
  test('what is read is what was appended, to the letter and in order', async () => {
    await fc.assert(
      fc.asyncProperty(newEventBatches({ minLength: 1, maxLength: 60 }), async (generated) => {
        const before = await log.head()
        const events = generated.map((event, index) => ({
          ...event,
          id: `${before}-${index}-${event.id}`.slice(0, 256),
        }))
        const { outcomes } = await log.append(events)
        expect(outcomes.map(({ outcome }) => outcome)).toEqual(events.map(() => 'stored'))
        const expected = events.map((event, index) => ({ ...event, position: before + BigInt(index) + 1n }))
        expect(await readAll(before)).toEqual(expected)
      }),
      { numRuns: 15 },
    )
  })

  test('a repeat is answered duplicate and stored nowhere, also within one append', async () => {
    const before = await log.head()
    const first = await log.append([newEvent({ id: 'twice' }), newEvent({ id: 'twice' }), newEvent({ id: 'once' })])
    expect(first.outcomes.map(({ outcome }) => outcome)).toEqual(['stored', 'duplicate', 'stored'])
    const again = await log.append([newEvent({ id: 'twice' }), newEvent({ id: 'twice', source: 'crm' })])
    expect(again.outcomes.map(({ outcome }) => outcome)).toEqual(['duplicate', 'stored'])
    expect(await log.head()).toBe(before + 3n)
  })

  test('of an append that is known in part the rest is stored, in its order and without holes', async () => {
    await fc.assert(
      fc.asyncProperty(
        newEventBatches({ minLength: 1, maxLength: 30 }),
        fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }),
        async (generated, coins) => {
          const start = await log.head()
          const events = generated.map((event, index) => ({
            ...event,
            id: `${start}-${index}-${event.id}`.slice(0, 256),
          }))
          const isKnown = coins.slice(0, events.length)
          await log.append(events.filter((_, index) => isKnown[index]))
          const before = await log.head()
          const { outcomes } = await log.append(events)
          expect(outcomes.map(({ outcome }) => outcome)).toEqual(
            isKnown.map((known) => (known ? 'duplicate' : 'stored')),
          )
          const rest = events.filter((_, index) => !isKnown[index])
          const stored = rest.map((event, index) => ({ ...event, position: before + BigInt(index) + 1n }))
          expect(await readAll(before)).toEqual(stored)
          expect(outcomes.flatMap((outcome) => ('position' in outcome ? [outcome.position] : []))).toEqual(
            stored.map(({ position }) => position),
          )
        },
      ),
      { numRuns: 15 },
    )
  })

  test('appends that arrive together share flushes', async () => {
    let flushes = 0
    const stopCounting = telemetry.on('log.appended', () => (flushes += 1))
    await Promise.all(Array.from({ length: 200 }, (_, index) => log.append([newEvent({ id: `together-${index}` })])))
    stopCounting()
    expect(flushes).toBeGreaterThan(0)
    expect(flushes).toBeLessThan(20)
  })

  test('data that cannot be stored fails its own caller only', async () => {
    const appends = await Promise.allSettled([
      log.append([newEvent({ id: 'fine-1' })]),
      ...['\u0000', '\ud83d', '\udc00\ud83d', '\\\u0000'].map((text) =>
        log.append([newEvent({ id: 'bad', data: { text } })]),
      ),
      log.append([newEvent({ id: 'bad', subject: 'a\u0000b' })]),
      log.append([newEvent({ id: 'a\ud800' })]),
      log.append([newEvent({ id: 'undefined', data: undefined })]),
      log.append([newEvent({ id: 'fine-2', data: { text: '\\u0000 \\ud83d \u{1f600} \u001f' } })]),
    ])
    expect(appends.map(({ status }) => status)).toEqual(['fulfilled', ...Array(7).fill('rejected'), 'fulfilled'])
    expect(log.pendingEvents).toBe(0)
  })
})

const reportSchema = z.union([
  z.object({ ids: z.array(z.string()), outcomes: z.array(z.enum(['stored', 'duplicate'])) }),
  z.object({ done: z.literal(true) }),
])

describe('many appenders in two processes', () => {
  test('no acknowledged event is missing, none is there twice, and order has no holes while they write', async () => {
    const before = await log.head()
    const ids = Array.from({ length: 3000 }, (_, index) => `shared-${index}`)
    const appends = (salt: number) =>
      Array.from({ length: 150 }, (_, index) =>
        ids.slice((index * 20 + salt) % 2980, ((index * 20 + salt) % 2980) + 20),
      )
    const reading = followUntil(before, ids.length)
    const answers = await Promise.all([
      appendElsewhere(appends(0)),
      appendElsewhere(appends(7)),
      appendElsewhere([ids.slice(2980)]),
    ])

    const followed = await reading
    expect(followed.positions).toEqual(followed.positions.map((_, index) => before + BigInt(index) + 1n))
    expect(followed.ids.toSorted()).toEqual(ids.toSorted())
    const stored = answers
      .flat()
      .flatMap((answer) => answer.ids.filter((_, index) => answer.outcomes[index] === 'stored'))
    expect(stored.toSorted()).toEqual(ids.toSorted())
  })

  /** A reader beside the writers: what it has passed must never get company. */
  async function followUntil(after: bigint, count: number) {
    const stop = new AbortController()
    const positions: bigint[] = []
    const seen: string[] = []
    for await (const batch of log.tail(after, stop.signal)) {
      positions.push(...batch.map(({ position }) => position))
      seen.push(...batch.map(({ id }) => id))
      if (seen.length >= count) stop.abort()
    }
    return { positions, ids: seen }
  }

  async function appendElsewhere(appends: string[][]): Promise<{ ids: string[]; outcomes: string[] }[]> {
    const child: ChildProcess = fork(new URL('../testing/appender-process.ts', import.meta.url))
    const answers: { ids: string[]; outcomes: string[] }[] = []
    child.on('message', (message) => {
      const report = reportSchema.parse(message)
      if ('ids' in report) answers.push(report)
    })
    child.send({ databaseUrl: url, appends })
    // The process may have ended before its last reports are read; the channel ends after them.
    const [[code]] = await Promise.all([once(child, 'exit'), once(child, 'disconnect')])
    expect(code).toBe(0)
    return answers
  }
})

describe('tail', () => {
  test('what this process appends is served from memory: the database is asked no more often than it is polled', async () => {
    const stop = new AbortController()
    const following = log.tail(await log.head(), stop.signal)
    const startedAt = performance.now()
    const query = vi.spyOn(pool, 'query')
    for (let index = 0; index < 100; index++) {
      const next = following.next()
      await log.append([newEvent({ id: `own-${index}` })])
      expect((await next).value).toMatchObject([{ id: `own-${index}` }])
    }
    const reads = query.mock.calls.filter(([config]) => String(Reflect.get(Object(config), 'name')).startsWith('read-'))
    expect(reads.length).toBeLessThanOrEqual(2 + (2 * (performance.now() - startedAt)) / 200)
    stop.abort()
    await following.next()
  })

  test('however many wait, the database is asked for all of them at once', async () => {
    const stop = new AbortController()
    const after = await log.head()
    const query = vi.spyOn(pool, 'query')
    const startedAt = performance.now()
    const followers = Array.from({ length: 20 }, () => log.tail(after, stop.signal))
    const waiting = followers.map((following) => following.next())
    await vi.waitFor(() => expect(query.mock.calls.length).toBeGreaterThan(2), { timeout: 10_000, interval: 5 })
    expect(query.mock.calls.length).toBeLessThanOrEqual(1 + (performance.now() - startedAt) / 200)
    await log.append([newEvent({ id: 'for-all' })])
    for (const next of waiting) expect((await next).value).toMatchObject([{ id: 'for-all' }])
    stop.abort()
    for (const following of followers) await following.next()
  })

  test('an event of another process is found without a hint', async () => {
    const other = await openLog(url)
    const stop = new AbortController()
    const following = log.tail(await log.head(), stop.signal)
    const next = following.next()
    await other.log.append([newEvent({ id: 'from-elsewhere' })])
    expect((await next).value).toMatchObject([{ id: 'from-elsewhere' }])
    stop.abort()
    expect((await following.next()).done).toBe(true)
    await other.close()
  })
})

describe('a tail that does not poll', () => {
  test('asks for what another process has appended between events of this one', async () => {
    const other = await openLog(url)
    const recent = new RecentEvents()
    const stop = new AbortController()
    const after = await log.head()
    const query = vi.spyOn(pool, 'query')
    const head = new PolledHead(pool, 60_000)
    const following = tail({ pool, telemetry, recent, head, after, signal: stop.signal })
    const next = following.next()
    await expect.poll(() => query.mock.results.length).toBeGreaterThan(0)
    await query.mock.results[0]?.value
    await other.log.append([newEvent({ id: 'theirs' })])
    // Another log on the same database, whose appends this tail hears of.
    await log.append([newEvent({ id: 'ours' })])
    const [ours] = await readAll(after + 1n)
    if (!ours) throw new Error('it is in the log')
    recent.add([ours], { committedAt: Date.now(), bytes: 1 })
    telemetry.emit('log.appended', {
      from: ours.position,
      to: ours.position,
      stored: 1,
      duplicates: 0,
      committedAt: 0,
      durationMs: 0,
    })
    const seen = [...((await next).value ?? [])]
    while (seen.length < 2) seen.push(...((await following.next()).value ?? []))
    expect(seen.map(({ id }) => id)).toEqual(['theirs', 'ours'])
    stop.abort()
    await following.next()
    await other.close()
  })
})

describe('a tail of large events', () => {
  /** The database, with time for so many events at once. @param asked gets how many are asked for. */
  function databaseFor(most: number, asked: number[], error = new Error('Query read timeout')): Pool {
    const query = async (config: QueryConfig<[after: string, limit: number]>) => {
      const limit = config.values?.[1] ?? 0
      asked.push(limit)
      if (limit > most) throw error
      return pool.query(config)
    }
    return new Proxy(pool, {
      get: (target, name): unknown => (name === 'query' ? query : Reflect.get(target, name)),
    })
  }

  test('asks for about as many as a page has room for, and for more again where they are small', async () => {
    const after = await log.head()
    for (let index = 0; index < 20; index++) {
      await log.append([newEvent({ id: `large-${index}`, data: { large: 'x'.repeat(1_000_000) } })])
    }
    await log.append(Array.from({ length: 100 }, (_, index) => newEvent({ id: `small-${index}` })))
    const asked: number[] = []
    const stop = new AbortController()
    const following = tail({
      pool: databaseFor(5000, asked),
      telemetry,
      recent: new RecentEvents(),
      head: new PolledHead(pool),
      after,
      signal: stop.signal,
    })
    const seen: bigint[] = []
    while (seen.length < 120) seen.push(...((await following.next()).value ?? []).map(({ position }) => position))
    stop.abort()
    await following.next()
    expect(seen).toEqual(seen.map((_, index) => after + BigInt(index) + 1n))
    // Of 8 MiB nine have room.
    expect(asked).toEqual([5000, 18, 18, 36, 72])
  })

  test.each([
    ['PostgreSQL has ended', Object.assign(new Error('canceling statement'), { code: '57014' })],
    ['nobody waits for any longer', new Error('Query read timeout')],
  ])('asks for fewer after a statement that %s, and fails when one is too much', async (_which, error) => {
    const after = await log.head()
    await log.append(Array.from({ length: 40 }, (_, index) => newEvent({ id: `${error.message}-${index}` })))
    const asked: number[] = []
    const stop = new AbortController()
    const head = new PolledHead(pool)
    const options = { telemetry, recent: new RecentEvents(), head, after, signal: stop.signal, maxBatch: 64 }
    const following = tail({ ...options, pool: databaseFor(10, asked, error) })
    for (const events of [8, 2]) expect((await following.next()).value).toHaveLength(events)
    expect(asked).toEqual([64, 8, 16, 2])
    stop.abort()
    await following.next()

    const inVain: number[] = []
    const { signal } = new AbortController()
    const failing = tail({ ...options, signal, pool: databaseFor(0, inVain, error) })
    await expect(failing.next()).rejects.toBe(error)
    expect(inVain).toEqual([64, 8, 1])
  })
})

describe('partitions and keys', () => {
  test('the log goes on across the end of a partition, whose successor was made ahead', async () => {
    const { rows } = await pool.query<{ position: string }>('update log_head set position = $1 returning position', [
      (partitionSize - 2n).toString(),
    ])
    const before = BigInt(rows[0]?.position ?? 0)
    await log.append(Array.from({ length: 5 }, (_, index) => newEvent({ id: `across-${index}` })))
    expect((await log.read({ after: before, limit: 10 })).map(({ position }) => position - before)).toEqual([
      1n,
      2n,
      3n,
      4n,
      5n,
    ])
    const names = await pool.query<{ name: string }>(
      `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'events'::regclass order by 1`,
    )
    expect(names.rows.map(({ name }) => name)).toContain('events_p1')
  })

  test('a missing partition is created by the append that needs it', async () => {
    await pool.query('update log_head set position = $1', [(partitionSize * 7n).toString()])
    const { outcomes } = await log.append([newEvent({ id: 'far-away' })])
    expect(outcomes).toEqual([{ outcome: 'stored', position: partitionSize * 7n + 1n }])
  })

  test('a key is remembered within its window and forgotten past it', async () => {
    const { signal } = new AbortController()
    await log.append([newEvent({ id: 'old', receivedAt: Date.now() - 31 * 86_400_000 }), newEvent({ id: 'young' })])
    expect(await expireKeys(pool, 30, signal)).toBeGreaterThanOrEqual(1)
    const { outcomes } = await log.append([newEvent({ id: 'old' }), newEvent({ id: 'young' })])
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['stored', 'duplicate'])
  })

  test('keys are forgotten wherever they lie, between younger ones too', async () => {
    await pool.query(
      `insert into event_keys (source, id, seen_at)
       select 'many', n::text, now() - make_interval(days => case when n % 3 = 0 then 31 else 29 end)
       from generate_series(1, 12000) n`,
    )
    const { rows } = await pool.query<{ pages: number }>(
      `select (max((ctid::text::point)[0]) - min((ctid::text::point)[0]))::int as pages
       from event_keys where source = 'many'`,
    )
    expect(rows[0]?.pages).toBeGreaterThan(64)
    expect(await expireKeys(pool, 30, AbortSignal.abort())).toBe(0)
    expect(await expireKeys(pool, 30, new AbortController().signal)).toBe(4000)
    const left = await pool.query(
      `select count(*)::int as keys, bool_and(id::int % 3 > 0) as young from event_keys where source = 'many'`,
    )
    expect(left.rows).toEqual([{ keys: 8000, young: true }])
  })
})
