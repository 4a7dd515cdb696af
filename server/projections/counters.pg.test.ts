import fc from 'fast-check'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { StoredEvent } from '#contract/event.ts'
import { transaction } from '../db/transaction.ts'
import { BusinessTime } from '../runtime/business-time.ts'
import { storedLogs } from '../testing/arbitraries.ts'
import { expectedCounterTables, readCounterTables } from '../testing/counter-tables.ts'
import { testDatabase } from '../testing/database.ts'
import { newEvent, openLog } from '../testing/log-fixture.ts'
import { countersProjection } from './counters.ts'

const { url } = await testDatabase()
const { pool, close } = await openLog(url)
afterAll(close)
const time = new BusinessTime('Europe/Paris')
const projection = countersProjection(time)

beforeEach(() => reset())

function reset(): Promise<void> {
  return transaction(pool, { durable: false }, (tx) => projection.reset(tx))
}

function apply(events: readonly StoredEvent[]): Promise<readonly string[]> {
  return transaction(pool, { durable: false }, (tx) => projection.apply(events, tx))
}

/** The same events in batches of these sizes, over and over. */
function split(events: readonly StoredEvent[], sizes: readonly number[]): StoredEvent[][] {
  const batches: StoredEvent[][] = []
  for (let from = 0; from < events.length;) {
    const size = sizes[batches.length % sizes.length] ?? 1
    batches.push(events.slice(from, from + size))
    from += size
  }
  return batches
}

const sizes = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 8 })

describe('counters', () => {
  test('any split of the same events into batches gives the tables that a plain count gives', async () => {
    await fc.assert(
      fc.asyncProperty(storedLogs(), sizes, async (events, batchSizes) => {
        await reset()
        for (const batch of split(events, batchSizes)) await apply(batch)
        expect(await readCounterTables(pool)).toEqual(expectedCounterTables(events, time))
      }),
      { numRuns: 15 },
    )
  })

  test('events that come late, behind newer ones, leave the same tables', async () => {
    const order = fc.infiniteStream(fc.nat())
    await fc.assert(
      fc.asyncProperty(storedLogs(), sizes, order, async (events, batchSizes, keys) => {
        await reset()
        const drawn = split(events, batchSizes).map((batch) => ({ batch, key: Number(keys.next().value) }))
        for (const { batch } of drawn.toSorted((a, b) => a.key - b.key)) await apply(batch)
        expect(await readCounterTables(pool)).toEqual(expectedCounterTables(events, time))
      }),
      { numRuns: 15 },
    )
  })

  test('every event counts once in every grain, by when it was received and by when it occurred', async () => {
    const receivedAt = Date.parse('2026-11-23T22:59:30.250Z')
    const occurredAt = Date.parse('2026-11-23T23:00:10.000Z')
    await apply([{ ...newEvent({ id: 'a', receivedAt, occurredAt }), position: 1n }])
    const { rows } = await pool.query<{ grain: string; basis: string; bucket: Date; count: string }>(
      'select grain, basis, bucket, count from event_counts order by basis, grain',
    )
    expect(rows.map(({ grain, basis, bucket }) => `${basis} ${grain} ${bucket.toISOString()}`)).toEqual([
      // In Paris it is midnight: received yesterday, occurred today.
      'occurred day 2026-11-23T23:00:00.000Z',
      'occurred hour 2026-11-23T23:00:00.000Z',
      'occurred minute 2026-11-23T23:00:00.000Z',
      'occurred second 2026-11-23T23:00:10.000Z',
      'received day 2026-11-22T23:00:00.000Z',
      'received hour 2026-11-23T22:00:00.000Z',
      'received minute 2026-11-23T22:59:00.000Z',
      'received second 2026-11-23T22:59:30.000Z',
    ])
    expect(rows.every(({ count }) => count === '1')).toBe(true)
  })

  test('seconds are kept two minutes behind the newest received event', async () => {
    const start = Date.parse('2026-11-23T12:00:00Z')
    const events = [0, 1000, 60_000, 120_000].map((offset, index) => ({
      ...newEvent({ id: `${index}`, receivedAt: start + offset, occurredAt: start + offset }),
      position: BigInt(index + 1),
    }))
    for (const event of events) await apply([event])
    const { rows } = await pool.query<{ bucket: Date }>(
      `select bucket from event_counts where grain = 'second' and basis = 'received' order by bucket`,
    )
    expect(rows.map(({ bucket }) => bucket.getTime() - start)).toEqual([1000, 60_000, 120_000])
  })

  test('an event received with a clock that was ahead keeps no second of the others out', async () => {
    const now = Math.floor(Date.now() / 1000) * 1000
    const received = (position: bigint, receivedAt: number) => ({
      ...newEvent({ id: `${position}`, receivedAt, occurredAt: receivedAt }),
      position,
    })
    await apply([received(1n, now + 3_600_000), received(2n, now - 2000)])
    await apply([received(3n, now - 1000)])
    await apply([received(4n, now)])
    const { rows } = await pool.query<{ bucket: Date }>(
      `select bucket from event_counts where grain = 'second' and basis = 'received' order by bucket`,
    )
    expect(rows.map(({ bucket }) => bucket.getTime() - now)).toEqual([-2000, -1000, 0, 3_600_000])
  })

  test('synthetic events count nowhere', async () => {
    await apply([{ ...newEvent({ id: 'canary', synthetic: true }), position: 1n }])
    expect(await readCounterTables(pool)).toEqual({ counts: [], latest: [], activity: [], canaries: [] })
  })

  test('the newest canary of a source is kept; what only bears its name, and is not synthetic, is none', async () => {
    const canary = (position: bigint, occurredAt: number, synthetic = true) => ({
      ...newEvent({ id: `${position}`, source: 'erp', type: 'source.canary', synthetic, occurredAt, receivedAt: 9000 }),
      position,
    })
    await apply([canary(1n, 1000), canary(2n, 2000)])
    await apply([canary(3n, 3000, false)])
    expect((await readCounterTables(pool)).canaries).toEqual(['erp 2000 9000 2'])
    await apply([canary(1n, 1000)])
    expect((await readCounterTables(pool)).canaries).toEqual(['erp 2000 9000 2'])
  })

  test('an event that comes again late does not displace a newer one among the latest', async () => {
    const event = (position: bigint) => ({ ...newEvent({ id: `${position}` }), position })
    await apply([event(33n), event(65n)])
    await apply([event(1n)])
    const { rows } = await pool.query<{ position: string }>('select position from latest_events')
    expect(rows).toEqual([{ position: '65' }])
  })
})
