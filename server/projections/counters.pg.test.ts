import fc from 'fast-check'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { StoredEvent } from '#contract/event.ts'
import { transaction } from '../db/transaction.ts'
import { BusinessTime } from '../runtime/business-time.ts'
import { newEventBatches } from '../testing/arbitraries.ts'
import { testDatabase } from '../testing/database.ts'
import { newEvent, openLog } from '../testing/log-fixture.ts'
import { countersProjection } from './counters.ts'

const { url } = await testDatabase()
const { pool, close } = await openLog(url)
afterAll(close)
const projection = countersProjection(new BusinessTime('Europe/Paris'))

beforeEach(() => reset())

function reset(): Promise<void> {
  return transaction(pool, { durable: false }, (tx) => projection.reset(tx))
}

function apply(events: readonly StoredEvent[]): Promise<readonly string[]> {
  return transaction(pool, { durable: false }, (tx) => projection.apply(events, tx))
}

/** Every row of every table the projection writes, in one comparable value. */
async function readTables(): Promise<unknown> {
  const counts = await pool.query(
    'select grain, basis, bucket, source, type, count from event_counts order by grain, basis, bucket, source, type',
  )
  const latest = await pool.query(
    'select slot, position, source, type, occurred_at, received_at, facts from latest_events order by slot',
  )
  const activity = await pool.query(
    'select source, first_received_at, last_received_at, last_position from source_activity order by source',
  )
  return { counts: counts.rows, latest: latest.rows, activity: activity.rows }
}

/** Few sources and few minutes, so that buckets are shared and seconds both kept and removed. */
const logs = newEventBatches({ minLength: 1, maxLength: 120, sources: fc.constantFrom('shop', 'crm', 'erp') }).chain(
  (events) =>
    fc
      .array(fc.integer({ min: 0, max: 400_000 }), { minLength: events.length, maxLength: events.length })
      .map((offsets) => events.map((event, index): StoredEvent => at(event, index, offsets[index] ?? 0))),
)

function at(event: ReturnType<typeof newEvent>, index: number, offsetMs: number): StoredEvent {
  const receivedAt = Date.parse('2026-10-24T21:56:00Z') + offsetMs
  const lateMs = event.receivedAt - event.occurredAt
  return { ...event, position: BigInt(index + 1), receivedAt, occurredAt: receivedAt - (lateMs % 90_000_000) }
}

describe('counters', () => {
  test('any split of the same events into batches gives the same tables', async () => {
    await fc.assert(
      fc.asyncProperty(logs, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), async (events, sizes) => {
        await reset()
        await apply(events)
        const whole = await readTables()
        await reset()
        for (let from = 0, turn = 0; from < events.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1
          await apply(events.slice(from, from + size))
          from += size
        }
        expect(await readTables()).toEqual(whole)
      }),
      { numRuns: 40 },
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

  test('synthetic events count nowhere', async () => {
    await apply([{ ...newEvent({ id: 'canary', synthetic: true }), position: 1n }])
    expect(await readTables()).toEqual({ counts: [], latest: [], activity: [] })
  })

  test('an event that comes again late does not displace a newer one among the latest', async () => {
    const event = (position: bigint) => ({ ...newEvent({ id: `${position}` }), position })
    await apply([event(65n)])
    await apply([event(1n)])
    const { rows } = await pool.query<{ position: string }>('select position from latest_events')
    expect(rows).toEqual([{ position: '65' }])
  })
})
