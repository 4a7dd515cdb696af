import type { Pool } from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { StockRow } from '#contract/views/stock.ts'
import { stockRowSchema } from '#contract/views/stock.ts'
import { createPool } from '../db/pool.ts'
import { BusinessTime } from '../runtime/business-time.ts'
import { systemClock } from '../runtime/clock.ts'
import { testDatabase } from '../testing/database.ts'
import { silentLogger } from '../testing/log-fixture.ts'
import { giveAlert, giveLevel, giveSource } from '../testing/stock-tables.ts'
import { stockTotalsView, stockView } from './stock.ts'

const { url } = await testDatabase()
let pool: Pool

beforeEach(() => {
  pool = createPool({ databaseUrl: url, logger: silentLogger, name: 'test', max: 2 })
})
afterEach(async () => {
  await pool.query(
    'truncate stock_levels, stock_alerts, alert_comments, products, places, sources, source_activity, captures, sales_hours, order_lines, out_spans, transfers, deliveries',
  )
  await pool.end()
})

const time = new BusinessTime('Europe/Paris')

async function read(topic: string, zone = time): Promise<StockRow[]> {
  const reading = await stockView({ pool, clock: systemClock, time: zone }).read(topic)
  if (!reading) throw new Error(`${topic} is a topic`)
  return Object.values(reading.rows).map((row) => stockRowSchema.parse(row))
}

async function only<K extends StockRow['kind']>(
  topic: string,
  kind: K,
  zone = time,
): Promise<Extract<StockRow, { kind: K }>[]> {
  const isOfKind = (row: StockRow): row is Extract<StockRow, { kind: K }> => row.kind === kind
  return (await read(topic, zone)).filter(isOfKind)
}

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000)

test('what is out comes first, by what it costs; then what will be, by how soon; what is snoozed last', async () => {
  await giveSource(pool, 'erp', 1)
  for (const [place, kind, stakeMinor, hoursToZero] of [
    ['brest', 'out', 2000, 0],
    ['rennes', 'out', 4000, 0],
    ['vannes', 'at-risk', 9000, 2.5],
    ['nantes', 'at-risk', 5000, 1.8],
    ['quimper', 'out', 9999, 0],
  ] as const) {
    await giveLevel(pool, { sku: 'parka', place, onHand: kind === 'out' ? 0 : 3, stakeMinor, hoursToZero })
    const isSnoozed = place === 'quimper'
    const snoozed = isSnoozed ? ({ state: 'snoozed', snoozedUntil: hoursAgo(-1) } as const) : {}
    await giveAlert(pool, { id: place, sku: 'parka', place, kind, ...snoozed })
  }
  const alerts = await only('stock', 'alert')
  expect(alerts.map(({ place }) => place)).toEqual(['rennes', 'brest', 'nantes', 'vannes', 'quimper'])
  const [totals] = await only('stock', 'totals')
  expect(totals).toMatchObject({ alerts: 4, snoozed: 1, out: 3, atRisk: 2, unknown: 0, hasLevels: true })
})

test('what is at stake is that of the alerts that are counted: what is snoozed is in neither', async () => {
  await pool.query(
    `insert into products (sku, currency, title, occurred_at, position)
     values ('parka', 'EUR', null, now(), 1), ('boots', 'CHF', null, now(), 1)`,
  )
  const later = { state: 'snoozed', snoozedUntil: hoursAgo(-1) } as const
  for (const [sku, place, given] of [
    ['parka', 'rennes', {}],
    ['parka', 'brest', later],
    ['boots', 'rennes', later],
    ['parka', 'nantes', { ...later, snoozedUntil: hoursAgo(1) }],
  ] as const) {
    await giveLevel(pool, { sku, place, onHand: 0, stakeMinor: 1000 })
    await giveAlert(pool, { id: `${sku}@${place}`, sku, place, ...given })
  }
  const totals = { alerts: 2, snoozed: 2, atStakeMinor: 2000, currency: 'EUR' }
  expect(await only('stock', 'totals')).toMatchObject([totals])
})

test('a closed alert is gone, and counted today unless history closed it', async () => {
  await giveLevel(pool, { sku: 'parka', place: 'rennes' })
  const closed = { sku: 'parka', place: 'rennes', state: 'closed', closedAt: new Date() } as const
  await giveAlert(pool, { id: 'a', ...closed })
  await giveAlert(pool, { id: 'b', ...closed, isHistory: true })
  await giveAlert(pool, { id: 'c', ...closed, closedAt: hoursAgo(49) })
  expect(await only('stock', 'alert')).toEqual([])
  expect(await only('stock', 'totals')).toMatchObject([{ alerts: 0, closedToday: 1 }])
})

test('a snoozed alert whose time has come wants somebody again, and whoever has it has it still', async () => {
  await giveLevel(pool, { sku: 'parka', place: 'rennes', onHand: 0 })
  const past = { sku: 'parka', place: 'rennes', state: 'snoozed', snoozedUntil: hoursAgo(1) } as const
  await giveAlert(pool, { id: 'nobody', ...past })
  await giveAlert(pool, { id: 'karim', ...past, kind: 'at-risk', assignee: 'Karim' })
  await giveAlert(pool, { id: 'taken', ...past, place: 'brest', kind: 'at-risk', takenBy: 'Ada' })
  const alerts = await only('stock', 'alert')
  expect(alerts.map(({ id, state, holder, snoozedUntil }) => [id, state, holder?.name, snoozedUntil])).toEqual([
    ['nobody', 'open', undefined, null],
    ['karim', 'open', 'Karim', null],
    ['taken', 'acknowledged', 'Ada', null],
  ])
})

test('money of one currency is added up, and of several is not', async () => {
  await pool.query(
    `insert into products (sku, currency, title, occurred_at, position)
     values ('parka', 'EUR', 'Parka Ouessant', now(), 1), ('boots', 'CHF', null, now(), 1)`,
  )
  for (const sku of ['parka', 'boots']) await giveLevel(pool, { sku, place: 'rennes', onHand: 0, stakeMinor: 1000 })
  await giveAlert(pool, { id: 'a', sku: 'parka', place: 'rennes' })
  expect(await only('stock', 'totals')).toMatchObject([{ atStakeMinor: 1000, currency: 'EUR' }])
  expect(await only('stock', 'alert')).toMatchObject([{ title: 'Parka Ouessant', placeName: 'rennes' }])
  await giveAlert(pool, { id: 'b', sku: 'boots', place: 'rennes' })
  expect(await only('stock', 'totals')).toMatchObject([{ atStakeMinor: null, currency: null }])
})

test('a place is unknown once its source is older than three promises, however fine its level was', async () => {
  await giveSource(pool, 'erp', 1)
  await giveSource(pool, 'till', 181)
  await giveSource(pool, 'late', 150)
  await giveLevel(pool, { sku: 'parka', place: 'rennes' })
  await giveLevel(pool, { sku: 'parka', place: 'nantes', source: 'late' })
  for (const sku of ['parka', 'boots', 'coat']) await giveLevel(pool, { sku, place: 'havre', source: 'till' })
  await giveLevel(pool, { sku: 'parka', place: 'brest', source: 'till', onHand: 0 })
  await giveAlert(pool, { id: 'a', sku: 'parka', place: 'brest' })
  const unknown = await only('stock', 'unknown')
  expect(unknown.map(({ place, sourceName }) => [place, sourceName])).toEqual([
    ['brest', 'TILL'],
    ['havre', 'TILL'],
  ])
  expect(await only('stock', 'totals')).toMatchObject([{ unknown: 2 }])
  const [alert] = await only('stock', 'alert')
  expect(alert?.lastKnownAt).toBe(unknown[0]?.lastKnownAt)
  const states = (await only('stock:parka', 'place')).map(({ place, state }) => [place, state])
  expect(Object.fromEntries(states)).toEqual({ rennes: 'fine', nantes: 'fine', havre: 'unknown', brest: 'unknown' })
  expect(await only('stock:parka', 'sku')).toMatchObject([{ fine: 2, unknown: 2, out: 0, onHand: 30 }])
})

test('a captured database in which nothing changes is known as long as its capture is', async () => {
  await giveSource(pool, 'erp', 7200)
  await giveLevel(pool, { sku: 'parka', place: 'rennes' })
  const capture = `insert into captures (source, state, as_of, updated_at) values ('erp', '{}', $1, now())
    on conflict (source) do update set as_of = $1`
  await pool.query(capture, [new Date()])
  expect(await only('stock', 'unknown')).toEqual([])
  await pool.query(capture, [hoursAgo(1)])
  expect(await only('stock', 'unknown')).toMatchObject([{ place: 'rennes', source: 'erp' }])
})

test('a SKU in every place: its state, what comes, and what was sold on which day', async () => {
  await giveSource(pool, 'erp', 1)
  await giveLevel(pool, { sku: 'parka', place: 'rennes', onHand: 0 })
  await giveLevel(pool, { sku: 'parka', place: 'nantes', onHand: 4, risk: 0.99, hoursToZero: 1.8, unitsPerHour: 2.2 })
  await giveLevel(pool, { sku: 'parka', place: 'web', onHand: null })
  await giveAlert(pool, { id: 'a', sku: 'parka', place: 'nantes', kind: 'at-risk' })
  const today = time.startOfDay(Date.now())
  const yesterdayNoon = new Date(time.startOfDay(today - 1) + 12 * 3_600_000)
  await pool.query(
    `insert into sales_hours (sku, place, hour, units, orders)
     values ('parka', 'nantes', $1, 3, 2), ('parka', 'nantes', $2, 9, 4)`,
    [yesterdayNoon, new Date(today)],
  )
  await pool.query(
    `insert into deliveries (delivery_id, sku, place, quantity, expected_at, state, occurred_at, position) values
     ('d1', 'parka', 'nantes', 12, $1, 'expected', now(), 1), ('d0', 'parka', 'nantes', 5, $2, 'arrived', now(), 1)`,
    [hoursAgo(-24), hoursAgo(2)],
  )
  await pool.query(
    `insert into transfers (id, sku, from_place, to_place, units, max_units, keeps, cost_minor, saves_minor, state,
       proposed_at, position) values ('t', 'parka', 'web', 'nantes', 6, 6, 1, 0, 0, 'accepted', now(), 1)`,
  )
  const places = new Map((await only('stock:parka', 'place')).map((row) => [row.place, row]))
  expect([...places.values()].map(({ place, state }) => [place, state])).toEqual([
    ['nantes', 'at-risk'],
    ['rennes', 'out'],
    ['web', 'unknown'],
  ])
  const nantes = places.get('nantes')
  expect(nantes).toMatchObject({ coming: 6, nextDelivery: { units: 12 }, risk: 0.99, hoursToZero: 1.8 })
  expect(nantes?.days).toHaveLength(28)
  expect(nantes?.days.slice(-2)).toEqual([0, 3])
  expect(await only('stock:parka', 'sku')).toMatchObject([{ out: 1, atRisk: 1, fine: 0, unknown: 1, title: 'parka' }])
})

test('where days begin at half past an hour of UTC, each sale of that hour stands on its own day', async () => {
  const kolkata = new BusinessTime('Asia/Kolkata')
  const today = kolkata.startOfDay(Date.now())
  const yesterday = kolkata.startOfDay(today - 1)
  const halfHourMs = 1_800_000
  await giveLevel(pool, { sku: 'parka', place: 'pune' })
  for (const [order, at, units, isCancelled] of [
    ['late', yesterday - 600_000, 3, false],
    ['early', yesterday + 600_000, 2, false],
    ['sent-back', yesterday + 900_000, 9, true],
    ['of-today', today, 4, false],
  ] as const)
    await pool.query(
      `insert into order_lines (source, order_id, sku, place, units, occurred_at, position, cancelled)
       values ('till', $1, 'parka', 'pune', $2, $3, 1, $4)`,
      [order, units, new Date(at), isCancelled],
    )
  await pool.query(
    `insert into sales_hours (sku, place, hour, units, orders)
     values ('parka', 'pune', $1, 5, 2), ('parka', 'pune', $2, 7, 1), ('parka', 'pune', $3, 4, 1)`,
    [yesterday - halfHourMs, yesterday + halfHourMs, today - halfHourMs].map((hour) => new Date(hour)),
  )
  const [pune] = await only('stock:parka', 'place', kolkata)
  expect(pune?.days.slice(-3)).toEqual([0, 3, 2 + 7])
})

test('what was said of an alert that is not closed goes with its SKU, newest first', async () => {
  await giveLevel(pool, { sku: 'parka', place: 'rennes', onHand: 0 })
  await giveAlert(pool, { id: 'a', sku: 'parka', place: 'rennes' })
  await giveAlert(pool, { id: 'b', sku: 'parka', place: 'rennes', state: 'closed' })
  await pool.query(
    `insert into alert_comments (alert, position, by_id, by_name, text, at) values
     ('a', 7, 'u', 'Karim', 'first', now()), ('a', 8, 'u', 'Karim', 'second', now()), ('b', 9, 'u', 'Karim', 'old', now())`,
  )
  const comments = await only('stock:parka', 'comment')
  expect(comments.map(({ text, by, alert }) => [text, by, alert])).toEqual([
    ['second', 'Karim', 'a'],
    ['first', 'Karim', 'a'],
  ])
})

test('a SKU of which nobody has spoken is no topic, whatever else its name is', async () => {
  await giveLevel(pool, { sku: 'a:b/ç', place: 'rennes' })
  const view = stockView({ pool, clock: systemClock, time })
  expect(await view.read('stock:nobody')).toBeNull()
  expect(await view.read('stock:')).toBeNull()
  expect(await only('stock:a:b/ç', 'sku')).toMatchObject([{ sku: 'a:b/ç' }])
})

test('the navigation counts what the screen counts', async () => {
  await giveSource(pool, 'till', 999)
  await giveLevel(pool, { sku: 'parka', place: 'rennes', source: 'till', onHand: 0 })
  await giveAlert(pool, { id: 'a', sku: 'parka', place: 'rennes' })
  const totals = await stockTotalsView({ pool, clock: systemClock, time }).read('stock-totals')
  expect(totals?.rows).toEqual({ totals: (await only('stock', 'totals'))[0] })
})

test('however many SKUs there are, as many levels are read as there are alerts and places', async () => {
  await giveSource(pool, 'till', 999)
  await pool.query(
    `insert into stock_levels (sku, place, on_hand, source, heard_at, known_since, folded_hour)
     select 'sku-' || sku, 'place-' || place, 5, case when place < 5 then 'till' else 'erp' end, now(), now(), now()
     from generate_series(1, 2000) sku, generate_series(1, 20) place`,
  )
  for (let each = 0; each < 10; each++) {
    await giveAlert(pool, { id: `a${each}`, sku: `sku-${each + 1}`, place: 'place-7' })
  }
  await pool.query('analyze')
  for (const [topic, levels] of [
    ['stock', 10 + 2 * 5 + 1],
    // Why it sells looks at its places in five weeks.
    ['stock:sku-9', 20 + 1 + 5 * (20 + 20)],
  ] as const) {
    expect(await levelsRead(topic), topic).toBeLessThanOrEqual(levels)
  }
})

/** Rows of stock_levels that PostgreSQL touches for one reading of a topic. */
async function levelsRead(topic: string): Promise<number> {
  const asked: { text: string; values: unknown[] }[] = []
  const noting = new Proxy(pool, {
    get: (target, name): unknown =>
      name === 'query'
        ? (statement: { text: string; values: unknown[] }) => {
            asked.push(statement)
            return target.query(statement)
          }
        : Reflect.get(target, name),
  })
  await stockView({ pool: noting, clock: systemClock, time }).read(topic)
  let read = 0
  for (const { text, values } of asked) {
    const { rows } = await pool.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
      `explain (analyze, format json) ${text}`,
      values,
    )
    const [answer] = rows
    if (!answer) throw new Error('PostgreSQL explains every statement')
    read += rowsOf(answer['QUERY PLAN'][0].Plan)
  }
  return read
}

interface PlanNode {
  'Relation Name'?: string
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  Plans?: PlanNode[]
}

function rowsOf(node: PlanNode): number {
  const perLoop = node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)
  const own = node['Relation Name'] === 'stock_levels' ? perLoop * node['Actual Loops'] : 0
  return (node.Plans ?? []).reduce((sum, plan) => sum + rowsOf(plan), own)
}
