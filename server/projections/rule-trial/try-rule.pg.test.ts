import fc from 'fast-check'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { StoredEvent } from '#contract/event.ts'
import type { RuleFigures, RuleOf, RuleValues } from '#contract/stock-rules.ts'
import { transaction } from '../../db/transaction.ts'
import { BusinessTime } from '../../runtime/business-time.ts'
import { testDatabase } from '../../testing/database.ts'
import { newEvent, openLog } from '../../testing/log-fixture.ts'
import { soldAndStated } from '../../testing/stock-logs.ts'
import { loadNetwork, wholeNetwork } from '../stock/load-network.ts'
import type { StockState } from '../stock/state.ts'
import { emptyState } from '../stock/state.ts'
import { takeFact } from '../stock/take-fact.ts'
import { stockProjection } from '../stock.ts'
import { pastOf } from './past.ts'
import { readSkusOf, readTables } from './read-past.ts'
import { replay } from './replay.ts'
import { trialDays, tryRule } from './try-rule.ts'

const { url } = await testDatabase()
const { pool, close } = await openLog(url)
afterAll(close)
const time = new BusinessTime('Europe/Paris')
const projection = stockProjection(time)
const dayMs = 86_400_000
const hourMs = 3_600_000
const all: RuleOf = { scope: 'all', value: '' }
const early: RuleValues = { opensAt: 0.3, closesBelow: 0.1, leadTimeHours: 72, keptShare: null }

beforeEach(() => reset())

function reset(): Promise<void> {
  return transaction(pool, { durable: false }, (tx) => projection.reset(tx))
}

async function fold(events: readonly StoredEvent[]): Promise<void> {
  await transaction(pool, { durable: false }, (tx) => projection.apply(events, tx))
}

/** The same log with a rule set at its beginning. */
function under(values: RuleValues, events: readonly StoredEvent[]): StoredEvent[] {
  const [first] = events
  const at = (first?.receivedAt ?? 0) - 1
  const said = newEvent({ id: 'rule', source: 'vigie', type: 'stock-rule.set', data: { ...all, ...values } })
  const rule: StoredEvent = { ...said, occurredAt: at, receivedAt: at, position: 1n }
  return [rule, ...events.map((event) => ({ ...event, position: event.position + 1n }))]
}

async function readPasts(from: number) {
  const network = emptyState()
  await loadNetwork(pool, network, wholeNetwork)
  const skus = await readSkusOf(pool, all)
  const { tables, products } = await readTables(
    pool,
    skus.map(({ sku }) => sku),
    { from },
  )
  return { rules: network.rules, pasts: tables.map((each) => pastOf(each, { ...network, products }, { from, time })) }
}

describe('a past that is lived through again by the rules in force', () => {
  test('opens and closes the alerts that there really were', async () => {
    await fc.assert(
      fc.asyncProperty(soldAndStated(), async (events) => {
        await reset()
        await fold(under(early, events))
        const from = Math.floor((events[0]?.occurredAt ?? 0) / hourMs) * hourMs - hourMs
        const { rules, pasts } = await readPasts(from)
        const alerts = pasts.flatMap((past) => replay(past, { rules, from, time }))
        const lines = alerts.map(({ sku, place, kind, openedAt, closedAt }) =>
          [sku, place, kind, openedAt, closedAt].join(' '),
        )
        expect(lines.toSorted()).toEqual(await readAlertLines())
      }),
      { numRuns: 15, endOnFailure: true },
    )
  })

  async function readAlertLines(): Promise<string[]> {
    const { rows } = await pool.query<{ line: string }>(
      `select concat_ws(' ', sku, place, kind, extract(epoch from opened_at) * 1000)::text || ' ' ||
         coalesce((extract(epoch from closed_at) * 1000)::int8::text, '') as line from stock_alerts`,
    )
    return rows.map(({ line }) => line.replaceAll(/\.0+ /g, ' ')).toSorted()
  }

  test('ends with the levels, the demand and the risk that there are now, from whatever moment it begins', async () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    await fc.assert(
      fc.asyncProperty(soldAndStated(), share, async (events, part) => {
        await reset()
        await fold(under(early, events))
        const [first, last] = [events[0]?.occurredAt ?? 0, events.at(-1)?.occurredAt ?? 0]
        const from = Math.floor((first + part * (last - first)) / hourMs) * hourMs
        const { rules, pasts } = await readPasts(from)
        const ended = pasts.flatMap(({ state, facts }) => {
          const lived = { ...state, rules, cancelled: new Map() }
          for (const fact of facts) takeFact(lived, fact, time)
          return levelsOf(lived)
        })
        const now = new Map((await readLevels()).map((level) => [`${level.sku} ${level.place}`, level]))
        // What nothing has been heard of since is as it was then.
        const heard = ended.filter(({ heardAt }) => heardAt > from)
        for (const { sku, place, heardAt: _, ...level } of heard) {
          const { onHand, unitsPerHour } = now.get(`${sku} ${place}`) ?? {}
          expect({ onHand, unitsPerHour: unitsPerHour?.toPrecision(9) }).toEqual(level)
        }
      }),
      { numRuns: 15, endOnFailure: true },
    )
  })

  function levelsOf(state: StockState) {
    return [...state.skus.values()].flatMap(({ pairs }) =>
      [...pairs.values()].map(({ sku, place, level, unitsPerHour, heardAt }) => ({
        sku,
        place,
        heardAt,
        onHand: level.onHand,
        unitsPerHour: unitsPerHour.toPrecision(9),
      })),
    )
  }

  async function readLevels() {
    const { rows } = await pool.query<{ sku: string; place: string; onHand: number | null; unitsPerHour: number }>(
      'select sku, place, on_hand as "onHand", units_per_hour as "unitsPerHour" from stock_levels',
    )
    return rows
  }
})

/** A shelf of twenty that sells one an hour from the tenth day on, until it is empty, and is filled again a day later. */
function emptied(now: number): StoredEvent[] {
  const start = now - 25 * dayMs
  const said = (hour: number, type: string, data: object) => ({ at: start + hour * hourMs, type, data })
  const shelf = { sku: 'parka-m', storeId: 'brest' }
  const sold = (hour: number) =>
    said(hour, 'order.placed', { orderId: `o${hour}`, storeId: 'brest', lines: [{ sku: 'parka-m', quantity: 1 }] })
  const hours = Array.from({ length: 20 }, (_, index) => 240 + index)
  const drawn = [
    said(0, 'stock.changed', { ...shelf, onHand: 20 }),
    said(0, 'product.updated', { sku: 'parka-m', category: 'coats' }),
    ...hours.flatMap((hour, index) => [sold(hour), said(hour, 'stock.changed', { ...shelf, onHand: 19 - index })]),
    said(284, 'stock.changed', { ...shelf, onHand: 200 }),
  ]
  return drawn.map(({ at, type, data }, index) => ({
    ...newEvent({ id: String(index), source: 'erp', type, data: { ...data } }),
    occurredAt: at,
    receivedAt: at,
    position: BigInt(index + 1),
  }))
}

describe('a rule that is tried', () => {
  const now = Date.parse('2026-11-23T12:00:00Z')
  const options = { pool, time, now, maxMs: 60_000 }
  const nothing: RuleFigures['atRisk'] = {
    opened: 0,
    ranOut: 0,
    medianHoursEarly: null,
    cleared: 0,
    taken: 0,
    open: 0,
  }

  beforeEach(() => fold(emptied(now)))

  test('is held against the rules in force: how often it warns, how early, and what it misses', async () => {
    const late: RuleValues = { ...early, opensAt: 0.98, closesBelow: 0.9, leadTimeHours: 1 }
    const trial = await tryRule({ rule: all, values: late }, options)
    expect(trial).toMatchObject({ levels: 1, ofLevels: 1, until: now })
    expect(trial.since).toBe(now - 25 * dayMs)
    expect(trial.inForce).toMatchObject({ atRisk: { opened: 1, ranOut: 1 }, out: { opened: 1, unwarned: 0 } })
    expect(trial.proposed.out.opened).toBe(1)
    const hours = (figures: RuleFigures) => figures.atRisk.medianHoursEarly ?? 0
    expect(hours(trial.proposed)).toBeLessThan(hours(trial.inForce))
    const { rows } = await pool.query<{ hours: number }>(
      `select extract(epoch from closed_at - opened_at)::float8 / 3600 as hours from stock_alerts where kind = 'at-risk'`,
    )
    expect(trial.inForce.atRisk.medianHoursEarly).toBe(rows[0]?.hours)
  })

  test('is about what it names only', async () => {
    const none = await tryRule({ rule: { scope: 'category', value: 'boots' }, values: early }, options)
    expect(none).toMatchObject({ levels: 0, ofLevels: 0, proposed: { atRisk: nothing } })
    for (const rule of [
      { scope: 'category', value: 'coats' },
      { scope: 'place', value: 'brest' },
      { scope: 'sku', value: 'parka-m' },
    ] as const) {
      expect(await tryRule({ rule, values: early }, options)).toMatchObject({
        levels: 1,
        proposed: { out: { opened: 1 } },
      })
    }
  })

  test('that cleared says whether somebody had acted', async () => {
    // What comes in time is on the road: the shelf is filled before it is empty.
    await reset()
    await fold(emptied(now).filter(({ data }) => !isEmpty(data)))
    const cleared = await tryRule({ rule: all, values: early }, options)
    expect(cleared.inForce).toMatchObject({
      atRisk: { opened: 1, ranOut: 0, cleared: 1, taken: 0 },
      out: { opened: 0 },
    })
    await pool.query(`update stock_alerts set acknowledged_at = opened_at, acknowledged_by = 'Ada'`)
    const taken = await tryRule({ rule: all, values: early }, options)
    expect(taken.inForce).toMatchObject({ atRisk: { opened: 1, cleared: 0, taken: 1 } })
  })

  function isEmpty(data: unknown): boolean {
    return typeof data === 'object' && data !== null && 'onHand' in data && data.onHand === 0
  }

  test('changes nothing', async () => {
    const before = await pool.query('select * from stock_alerts order by id')
    await tryRule({ rule: all, values: early }, options)
    expect((await pool.query('select * from stock_alerts order by id')).rows).toEqual(before.rows)
    expect((await pool.query('select * from stock_rules')).rows).toEqual([])
  })

  test('ends in time, and says of how much it has spoken', async () => {
    expect(await tryRule({ rule: all, values: early }, { ...options, maxMs: 0 })).toMatchObject({
      levels: 0,
      ofLevels: 1,
    })
  })

  test('looks back thirty days and no further', async () => {
    const later = { ...options, now: now + 60 * dayMs }
    const trial = await tryRule({ rule: all, values: early }, later)
    expect(trial.since).toBe(later.now - trialDays * dayMs)
    expect(trial.proposed).toMatchObject({ atRisk: { opened: 0 }, out: { opened: 0 } })
  })
})
