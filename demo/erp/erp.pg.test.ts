import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { emptyDatabase } from '#server/testing/database.ts'
import { createDay } from '../day.ts'
import { createRandom } from '../random.ts'
import { nextTold } from '../simulation.ts'
import { readBooks } from './books.ts'
import { installErp } from './install.ts'
import { bookOnce, ErpWriter } from './writer.ts'

const { url } = await emptyDatabase()
const startsAt = Date.parse('2026-11-23T09:00:00Z')
let client: pg.Client

beforeAll(async () => {
  // Nothing here asks whether it survives a crash, and the hour is long.
  client = new pg.Client({ connectionString: url, options: '-c synchronous_commit=off' })
  await client.connect()
})
afterAll(() => client.end())

async function count(sql: string): Promise<number> {
  const { rows } = await client.query<{ count: number }>(`select count(*)::int as count from (${sql}) as found`)
  return rows[0]?.count ?? 0
}

async function liveOneHour(run: string): Promise<{ booked: number; repeated: number }> {
  const books = await readBooks(client)
  const day = createDay({ random: createRandom(3), startsAt, run, busynessAt: () => 0.5, books })
  const outcome = { booked: 0, repeated: 0 }
  while (day.agenda.nextAt < startsAt + 3_600_000) {
    for (const told of nextTold(day)) {
      if ('booking' in told) outcome[(await bookOnce(client, told)) ? 'booked' : 'repeated'] += 1
    }
  }
  return outcome
}

describe('the ERP', () => {
  test('is filled once, and what is there stays', async () => {
    expect(await installErp(client, startsAt, 24)).toBe(true)
    await client.query(`update stock set on_hand = 1 where sku = 'BRM-1182-M' and store_id = 's08'`)
    expect(await installErp(client, startsAt, 24)).toBe(false)
    expect(await count('select from stores')).toBe(24)
    expect(await count(`select from stock where on_hand = 1`)).toBe(1)
    expect(await count('select from stock')).toBe(24 * (await count('select from variants')))
    expect(await count(`select from deliveries where status = 'expected'`)).toBe(await count('select from stock'))
  })

  test('knows what was sold in the hours before: lines sum to totals', async () => {
    expect(await count(`select distinct date_trunc('hour', centred_at) from till_closings`)).toBe(24)
    expect(
      await count(`select from till_closings left join (
          select closing_id, sum(quantity * unit_price) as lines from till_closing_lines group by closing_id
        ) sums using (closing_id) where total is distinct from lines`),
    ).toBe(0)
  })

  test('of before there were closings gets tables for them', async () => {
    await client.query(
      'create schema former; alter table till_closings set schema former; alter table till_closing_lines set schema former',
    )
    expect(await installErp(client, startsAt)).toBe(false)
    expect(await count('select from till_closings join till_closing_lines using (closing_id)')).toBe(0)
    await client.query(
      'drop table till_closing_lines, till_closings; alter table former.till_closings set schema public',
    )
    await client.query('alter table former.till_closing_lines set schema public; drop schema former')
  })

  test('is consistent after an hour: no level below zero, lines sum to totals, what moved is what is there', async () => {
    const counted = await readBooks(client)
    const { booked, repeated } = await liveOneHour('one')
    expect(booked).toBeGreaterThan(500)
    // A supplier may name the price of before, a customer the same number.
    expect(repeated).toBeLessThan(5)
    expect(await count('select from stock where on_hand < 0')).toBe(0)
    expect(
      await count(`select from orders join (
          select order_id, sum(quantity * unit_price) as lines from order_lines group by order_id
        ) sums using (order_id) where total <> lines`),
    ).toBe(0)
    expect(
      await count('select from orders where not exists (select from order_lines l where l.order_id = orders.order_id)'),
    ).toBe(0)
    const before = new Map(counted.levels.map(({ store, variant, onHand }) => [`${store.id} ${variant.sku}`, onHand]))
    const { rows } = await client.query<{ store_id: string; sku: string; on_hand: number; moved: number }>(`
      select store_id, sku, on_hand, (coalesce(arrived, 0) - coalesce(sold, 0))::int as moved
      from stock
      left join (select store_id, sku, sum(quantity) as sold from order_lines join orders using (order_id)
                 where orders.status = 'placed' group by 1, 2) as sales using (store_id, sku)
      left join (select store_id, sku, sum(quantity) as arrived from deliveries
                 where status = 'received' group by 1, 2) as arrivals using (store_id, sku)`)
    const wrong = rows.filter(
      ({ store_id, sku, on_hand, moved }) => on_hand - moved !== before.get(`${store_id} ${sku}`),
    )
    expect(wrong).toEqual([])
  })

  test('goes on from the levels and the deliveries that are there', async () => {
    const books = await readBooks(client)
    expect(books.expected.length).toBeGreaterThan(0)
    const from = startsAt + 3_600_000
    const day = createDay({ random: createRandom(4), startsAt: from, run: 'two', busynessAt: () => 0.001, books })
    const latest = Math.max(...books.expected.map(({ expectedAt }) => expectedAt))
    while (day.agenda.nextAt < latest + 2000) {
      for (const told of nextTold(day)) if ('booking' in told) await bookOnce(client, told)
    }
    const ids = books.expected.map(({ deliveryId }) => deliveryId)
    const { rows } = await client.query(
      `select delivery_id from deliveries where delivery_id = any ($1) and status <> 'received'`,
      [ids],
    )
    expect(rows).toEqual([])
  })
})

describe('the writer', () => {
  const variant = 'BRM-4001-U'

  async function orderOf(quantity: number) {
    const { levels } = await readBooks(client)
    const level = levels.find((each) => each.variant.sku === variant && each.store.id === 'web')
    if (!level) throw new Error('the web warehouse has bonnets')
    const { store } = level
    const orderId = `T-${quantity}-${Math.random().toString(36).slice(2)}`
    return { level, order: { orderId, channel: 'web', store, lines: [{ variant: level.variant, quantity }] } as const }
  }

  const onHand = async (): Promise<number> => (await orderOf(1)).level.onHand

  test('books nothing twice, however often it is tried', async () => {
    const { order, level } = await orderOf(1)
    const booking = { at: startsAt, booking: { kind: 'order-placed', order } } as const
    expect(await bookOnce(client, booking)).toBe(true)
    expect(await bookOnce(client, booking)).toBe(false)
    expect(await onHand()).toBe(level.onHand - 1)
  })

  test('goes on after the line has broken, and after what the ERP refuses', async () => {
    const said: string[] = []
    const writer = new ErpWriter({
      url,
      maxQueued: 10,
      signal: new AbortController().signal,
      say: (line) => said.push(line),
    })
    const before = await onHand()
    const [small, tooLarge, last] = [await orderOf(1), await orderOf(100_000), await orderOf(2)]
    writer.put({ at: startsAt, booking: { kind: 'order-placed', order: small.order } })
    await writer.idle()
    await client.query(`select pg_terminate_backend(pid, 5000) from pg_stat_activity
      where application_name = 'Brisemer ERP' and datname = current_database()`)
    writer.put({ at: startsAt, booking: { kind: 'order-placed', order: tooLarge.order } })
    writer.put({ at: startsAt, booking: { kind: 'order-placed', order: last.order } })
    await writer.idle()
    await writer.close()
    expect(writer.counts).toEqual({ booked: 2, refused: 1, dropped: 0 })
    expect(await onHand()).toBe(before - 3)
    expect(said).toEqual([
      expect.stringContaining('the ERP cannot be written, trying again'),
      expect.stringContaining('the ERP refuses order-placed'),
    ])
  })
})
