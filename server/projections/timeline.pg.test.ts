import fc from 'fast-check'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { StoredEvent } from '#contract/event.ts'
import { transaction } from '../db/transaction.ts'
import { customerLogs } from '../testing/customer-logs.ts'
import { testDatabase } from '../testing/database.ts'
import { newEvent, openLog } from '../testing/log-fixture.ts'
import { keyIdOf } from './identity/key-id.ts'
import { timelineKeys } from './timeline/timeline-keys.ts'
import { timelineProjection } from './timeline.ts'

const { url } = await testDatabase()
const { pool, close } = await openLog(url)
afterAll(close)
const projection = timelineProjection(timelineKeys('FR'))

beforeEach(() => reset())

function reset(): Promise<void> {
  return transaction(pool, { durable: false }, (tx) => projection.reset(tx))
}

function apply(events: readonly StoredEvent[]): Promise<readonly string[]> {
  return transaction(pool, { durable: false }, (tx) => projection.apply(events, tx))
}

/** The same events in batches of these sizes, over and over. */
async function applyIn(sizes: readonly number[], events: readonly StoredEvent[]): Promise<void> {
  for (let from = 0, turn = 0; from < events.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1
    await apply(events.slice(from, from + size))
    from += size
  }
}

const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 })

/** Everything but numbers that depend, in their last digits, on the order in which they were added. */
async function readTables(columnsOfActivity: string): Promise<unknown> {
  const read = async (query: string) => (await pool.query<Record<string, unknown>>(query)).rows
  return {
    entries: await read('select * from timeline_entries order by key, position'),
    activity: await read(`select ${columnsOfActivity} from key_activity order by key`),
    orders: await read('select * from customer_orders order by source, order_id'),
    tickets: await read('select * from customer_tickets order by source, ticket_id'),
  }
}

function at(position: number, event: Partial<StoredEvent>): StoredEvent {
  return { ...newEvent({ id: `${position}`, source: 'site', ...event }), position: BigInt(position) }
}

async function entriesOf(visitorId: string): Promise<string[]> {
  const { rows } = await pool.query<{ type: string }>(
    'select type from timeline_entries where key = $1 order by occurred_at, position',
    [keyIdOf({ kind: 'visitor', value: visitorId })],
  )
  return rows.map(({ type }) => type)
}

describe('timeline', () => {
  test('any split of the same events into batches gives the same tables', async () => {
    await fc.assert(
      fc.asyncProperty(customerLogs(), sizes, async (events, batchSizes) => {
        await reset()
        await applyIn([1], events)
        const one = await readTables('*')
        await reset()
        await applyIn(batchSizes, events)
        expect(await readTables('*')).toEqual(one)
        await reset()
        await apply(events)
        expect(await readTables('*')).toEqual(one)
      }),
      { numRuns: 8, endOnFailure: true },
    )
  })

  test('events that come late stand where they occurred, and leave the same sum and the same page', async () => {
    const order = fc.infiniteStream(fc.nat())
    await fc.assert(
      fc.asyncProperty(customerLogs(), order, async (events, keys) => {
        const named = events.filter(({ type }) => type === 'page.viewed')
        const columns = 'key, round(interest::numeric, 9) as interest, interest_at, seen_at, seen_path'
        await reset()
        await apply(named)
        const inTime = await readTables(columns)
        const late = named.map((event) => ({ event, key: Number(keys.next().value) }))
        await reset()
        await applyIn(
          [7],
          late.toSorted((a, b) => a.key - b.key).map(({ event }) => event),
        )
        expect(await readTables(columns)).toEqual(inTime)
      }),
      { numRuns: 8, endOnFailure: true },
    )
  })

  test('what happens to an order stands with whoever ordered, also where it does not say who, and comes first', async () => {
    await apply([at(1, { type: 'order.refunded', data: { orderId: 'o1', totalMinor: 500 } })])
    await apply([at(2, { type: 'order.placed', data: { orderId: 'o1', totalMinor: 900, visitorId: 'v1' } })])
    await apply([at(3, { type: 'order.cancelled', data: { orderId: 'o1' } })])
    expect((await entriesOf('v1')).toSorted()).toEqual(['order.cancelled', 'order.placed', 'order.refunded'])
    const { rows } = await pool.query<Record<string, unknown>>(
      'select total_minor, refunded_minor, cancelled_at is not null as is_cancelled from customer_orders',
    )
    expect(rows).toEqual([{ total_minor: '900', refunded_minor: '500', is_cancelled: true }])
  })

  test('a refund that a shop says again counts once, and each that does not say which it is', async () => {
    const refund = (position: number, amount: object) =>
      at(position, { type: 'order.refunded', data: { orderId: 'o1', visitorId: 'v1', ...amount } })
    const said = [
      refund(1, { refundId: 71, totalMinor: 500 }),
      refund(2, { refundId: '71', totalMinor: 500 }),
      refund(3, { refundId: '72', totalMinor: 30 }),
      refund(4, { totalMinor: 2 }),
      refund(5, { totalMinor: 2 }),
    ]
    for (const batchSizes of [[5], [1]]) {
      await reset()
      await applyIn(batchSizes, said)
      const { rows } = await pool.query<Record<string, unknown>>('select refunded_minor from customer_orders')
      expect(rows).toEqual([{ refunded_minor: '534' }])
    }
  })

  test('an order of nobody leaves nothing', async () => {
    await apply([at(1, { type: 'order.placed', data: { orderId: 'o1', totalMinor: 900 } })])
    expect(await readTables('*')).toEqual({ entries: [], activity: [], orders: [], tickets: [] })
  })

  test('the customers of the keys that a batch names are said to have changed', async () => {
    const key = keyIdOf({ kind: 'visitor', value: 'v1' })
    expect(await apply([at(1, { type: 'page.viewed', data: { visitorId: 'v1' } })])).toContain(`customer:${key}`)
  })
})
