import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { BusinessTime } from '../../runtime/business-time.ts'
import { testDatabase } from '../../testing/database.ts'
import { openLog } from '../../testing/log-fixture.ts'
import { emptyStock, stockPlaces } from '../../testing/stocked-places.ts'
import { readWhy } from './read-why.ts'

const { url } = await testDatabase()
const { pool, close } = await openLog(url)
afterAll(close)
const time = new BusinessTime('Europe/Paris')
const dayMs = 86_400_000
/** A Monday, half past two in the afternoon in Paris. */
const now = Date.parse('2026-11-23T13:30:00Z')

const why = () => readWhy(pool, 'mug', { time, now })

beforeEach(async () => {
  await emptyStock(pool)
  await stockPlaces(pool, [
    { place: 'brest', onHand: 5 },
    { place: 'quimper', onHand: 5 },
  ])
  await pool.query('update stock_levels set known_since = to_timestamp($1::float8 / 1000)', [now - 60 * dayMs])
})

let orders = 0

async function order(at: number, units: number, place = 'brest'): Promise<void> {
  orders += 1
  await pool.query(
    `insert into order_lines (source, order_id, sku, place, units, occurred_at, position)
     values ('shop', $1, 'mug', $2, $3, to_timestamp($4::float8 / 1000), 1)`,
    [String(orders), place, units, at],
  )
}

async function views(hour: number, count: number, channel = '', campaign = ''): Promise<void> {
  await pool.query(
    `insert into sku_view_hours (sku, hour, channel, campaign, views) values ('mug', to_timestamp($1::float8 / 1000), $2, $3, $4)`,
    [hour, channel, campaign, count],
  )
}

const weekBefore = (week: number) => now - week * 7 * dayMs
const hourOf = (at: number) => Math.floor(at / 3_600_000) * 3_600_000

describe('why a SKU sells', () => {
  test('is said of the same hours of the same weekday of four weeks, to the last unit', async () => {
    for (const week of [1, 2, 3, 4]) {
      await order(weekBefore(week) - 3_600_000, 2)
      await order(weekBefore(week) + 3_600_000, 50)
      await views(hourOf(weekBefore(week)) - 3_600_000, 10)
    }
    for (let n = 0; n < 6; n++) await order(now - 60_000 - n * 600_000, 1)
    await views(hourOf(now), 30)
    const row = await why()
    expect(row).toMatchObject({ before: 2, now: 6, unexplained: 0, until: now })
    const { views: byViews = 0, conversion = 0, unitsPerOrder = 0, places = 0 } = row?.parts ?? {}
    expect(byViews + conversion + unitsPerOrder + places).toBeCloseTo(4, 9)
    expect(byViews).toBeGreaterThan(0)
    expect(unitsPerOrder).toBeLessThan(0)
    expect(places).toBeCloseTo(0, 9)
  })

  test('counts of the views of an hour that has not passed the share that has', async () => {
    for (const week of [1, 2, 3, 4]) {
      await order(weekBefore(week) - 60_000, 1)
      await views(hourOf(weekBefore(week)), 20)
    }
    await order(now - 60_000, 1)
    await views(hourOf(now), 10)
    // Half past: ten of twenty views then, ten now, so that nothing has changed.
    expect(await why()).toMatchObject({ before: 1, now: 1, parts: { views: 0, conversion: 0 } })
  })

  test('has no factors where nobody counts views, which is not factors of nothing', async () => {
    for (const week of [1, 2, 3, 4]) await order(weekBefore(week) - 60_000, 1)
    await order(now - 60_000, 4)
    expect(await why()).toMatchObject({
      before: 1,
      now: 4,
      unexplained: 3,
      parts: null,
    })
    await views(hourOf(now), 30)
    expect(await why(), 'counted since today').toMatchObject({ unexplained: 3, parts: null })
  })

  test('leaves out weeks of which nothing is known, and says nothing when there is no other', async () => {
    await order(weekBefore(1) - 60_000, 6)
    await order(now - 60_000, 4)
    const since = (at: number) =>
      pool.query('update stock_levels set known_since = to_timestamp($1::float8 / 1000)', [at])
    await since(now - 10 * dayMs)
    expect(await why()).toMatchObject({ before: 6, now: 4 })
    await since(now - 3 * dayMs)
    expect(await why()).toBeNull()
  })

  test('sees places that are out for a part of the time', async () => {
    for (const week of [1, 2, 3, 4]) {
      await order(weekBefore(week) - 60_000, 4)
      await views(hourOf(weekBefore(week)) - 3_600_000, 10)
    }
    await order(now - 60_000, 4)
    await views(hourOf(now), 10)
    await pool.query(
      `insert into out_spans (sku, place, from_at) values ('mug', 'quimper', to_timestamp($1::float8 / 1000))`,
      [time.startOfDay(now)],
    )
    expect((await why())?.parts?.places).toBeLessThan(0)
  })
})

test('the facts are channels and campaigns, a new price, a substitute that is out, and one big order', async () => {
  await order(weekBefore(1) - 60_000, 1)
  await order(now - 60_000, 8, 'quimper')
  await order(now - 120_000, 2)
  await views(hourOf(now), 30, 'email', 'autumn')
  await views(hourOf(now), 10, 'search')
  await pool.query(
    `insert into product_prices (sku, occurred_at, position, price_minor) values
       ('mug', to_timestamp($1::float8 / 1000) - interval '9 days', 1, 9900),
       ('mug', to_timestamp($1::float8 / 1000) - interval '2 days', 2, 9000)`,
    [now],
  )
  await pool.query("update products set substitutes = array['cup'] where sku = 'mug'")
  await pool.query("insert into products (sku, title, occurred_at, position) values ('cup', 'Cup', now(), 1)")
  await pool.query(
    `insert into stock_levels (sku, place, on_hand, out_since, heard_at, known_since, folded_hour)
     values ('cup', 'brest', 0, to_timestamp($1::float8 / 1000), now(), now(), now())`,
    [now - 3_600_000],
  )
  expect((await why())?.facts).toEqual([
    { fact: 'channel', name: 'email', share: 0.75 },
    { fact: 'channel', name: 'search', share: 0.25 },
    { fact: 'campaign', name: 'autumn', share: 0.75 },
    { fact: 'price', fromMinor: 9900, toMinor: 9000, at: now - 2 * dayMs },
    { fact: 'substitute-out', sku: 'cup', title: 'Cup', since: now - 3_600_000, places: 1 },
    { fact: 'big-order', units: 8, place: 'Quimper', at: now - 60_000 },
  ])
})
