import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import fc from 'fast-check'
import { afterAll, describe, expect, test, vi } from 'vitest'
import * as z from 'zod'
import { newEventBatches } from '../testing/arbitraries.ts'
import { testDatabase } from '../testing/database.ts'
import { newEvent, openLog } from '../testing/log-fixture.ts'
import { expireKeys, partitionSize } from './partitions.ts'

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

  test('of an append that is known in part, the rest has positions without holes, in its order', async () => {
    await log.append([newEvent({ id: 'part-1' }), newEvent({ id: 'part-3' })])
    const before = await log.head()
    const events = [0, 1, 2, 3, 4].map((index) =>
      newEvent({ id: `part-${index}`, subject: index === 2 ? null : `order/${index}`, data: { index } }),
    )
    expect((await log.append(events)).outcomes).toEqual([
      { outcome: 'stored', position: before + 1n },
      { outcome: 'duplicate' },
      { outcome: 'stored', position: before + 2n },
      { outcome: 'duplicate' },
      { outcome: 'stored', position: before + 3n },
    ])
    const stored = [events[0], events[2], events[4]].map((event, index) => ({
      ...event,
      position: before + BigInt(index) + 1n,
    }))
    expect(await readAll(before)).toEqual(stored)
    expect((await log.append(events)).outcomes).toEqual(events.map(() => ({ outcome: 'duplicate' })))
    expect(await log.head()).toBe(before + 3n)
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
      log.append([newEvent({ id: 'bad', subject: 'a\u0000b' })]),
      log.append([newEvent({ id: 'fine-2' })]),
    ])
    expect(appends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
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
  test('what this process appends is served from memory, and the database is asked no more than it would be without', async () => {
    const stop = new AbortController()
    const following = log.tail(await log.head(), stop.signal)
    const startedAt = performance.now()
    const query = vi.spyOn(pool, 'query')
    for (let index = 0; index < 100; index++) {
      const next = following.next()
      await log.append([newEvent({ id: `own-${index}` })])
      expect((await next).value).toMatchObject([{ id: `own-${index}` }])
    }
    const reads = query.mock.calls.filter(([config]) => Reflect.get(Object(config), 'name') === 'read-events')
    expect(reads.length).toBeLessThanOrEqual(1 + (performance.now() - startedAt) / 200)
    stop.abort()
    await following.next()
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
})
