import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { transaction } from './db/transaction.ts'
import { createCheckpoint, moveCheckpoint } from './projections/checkpoint.ts'
import { ProjectionRunner } from './projections/runner.ts'
import { kmApart } from './projections/demand/contagion.ts'
import { transfersProjection } from './projections/transfers.ts'
import { BusinessTime } from './runtime/business-time.ts'
import { testDatabase } from './testing/database.ts'
import { newEvent, openLog, silentLogger } from './testing/log-fixture.ts'
import { emptyStock, openAlert, setOnHand, sku, stockPlaces } from './testing/stocked-places.ts'
import { viewer } from './testing/transfer-events.ts'
import { transferWatch } from './transfers.ts'

const { url } = await testDatabase()
const { pool, log, telemetry, close } = await openLog(url)
let now = Date.now()
const clock = { now: () => now, monotonic: () => performance.now() }
const runner = new ProjectionRunner({
  pool,
  log,
  projection: transfersProjection,
  telemetry,
  clock,
  logger: silentLogger,
})
await runner.start()
// No fold of stock runs here: its tables are given, as of a position.
await createCheckpoint(pool, 'stock')
const watch = transferWatch({
  pool,
  log,
  time: new BusinessTime('Europe/Paris'),
  telemetry,
  clock,
  logger: silentLogger,
})
afterAll(async () => {
  await runner.stop()
  await close()
})

const brest = { place: 'brest', latitude: 48.3904, longitude: -4.4861 }
const quimper = { place: 'quimper', latitude: 47.9975, longitude: -4.0979 }
const paris = { place: 'paris', latitude: 48.8566, longitude: 2.3522 }

beforeEach(async () => {
  await emptyStock(pool)
  await transaction(pool, { durable: true }, (tx) => transfersProjection.reset(tx))
})

const toldSchema = z.looseObject({
  transfer: z.string(),
  from: z.string().optional(),
  to: z.string().optional(),
  units: z.int().optional(),
  km: z.number().nullish(),
})

/** Looks until everything that was told is in the ledger. @param stockAt null = stock is of now. @returns what was told. */
async function look(stockAt: bigint | null = null) {
  const before = await log.head()
  await moveCheckpoint(pool, 'stock', stockAt ?? before)
  await watch.check()
  const told = await log.read({ after: before, limit: 100 })
  await runner.whenProcessed(await log.head())
  return told.map(({ type, data }) => ({ type, ...toldSchema.parse(data) }))
}

/** Levels of a place come from a source, which was heard last at a moment. */
async function hearOf(place: string, at: number): Promise<void> {
  await pool.query(
    `insert into sources (slug, name, kind, mode, promise_seconds, secret_sealed)
     values ('erp', 'ERP', 'standard-webhooks', 'push', 300, '') on conflict do nothing`,
  )
  await pool.query('update stock_levels set source = $1 where place = $2', ['erp', place])
  await pool.query(
    `insert into source_activity (source, first_received_at, last_received_at, last_position)
     values ('erp', to_timestamp($1::float8 / 1000), to_timestamp($1::float8 / 1000), 1)
     on conflict (source) do update set last_received_at = excluded.last_received_at`,
    [at],
  )
}

async function append(type: string, data: object, source = 'vigie'): Promise<void> {
  await log.append([newEvent({ id: `${type}-${Math.random()}`, type, source, data, occurredAt: now, receivedAt: now })])
  await runner.whenProcessed(await log.head())
}

describe('where a SKU is out', () => {
  test('the donor that is near enough and has stock to give is proposed once, with its distance', async () => {
    await stockPlaces(pool, [
      { ...brest, onHand: 0, isOut: true },
      { ...quimper, onHand: 40 },
      { ...paris, onHand: 40 },
    ])
    const [proposed, ...others] = await look()
    expect(others).toEqual([])
    expect(proposed).toMatchObject({
      type: 'transfer.proposed',
      sku,
      from: 'quimper',
      to: 'brest',
      donorOnHand: 40,
      currency: 'EUR',
    })
    expect(proposed?.km).toBeCloseTo(kmApart(brest, quimper), 9)
    expect(await look()).toEqual([])
    const { rows } = await pool.query('select state, from_place, alert from transfers')
    expect(rows).toEqual([
      { state: 'proposed', from_place: 'quimper', alert: expect.stringMatching(/^mug@brest:out:/) },
    ])
  })

  test('nothing is proposed of a product whose worth nobody has said', async () => {
    await stockPlaces(pool, [
      { ...brest, onHand: 0, isOut: true },
      { ...quimper, onHand: 40 },
    ])
    await pool.query('update products set price_minor = null, margin_minor = null')
    expect(await look()).toEqual([])
  })

  test('a proposal expires when its donor has much less, and what still fits is proposed anew', async () => {
    await stockPlaces(pool, [
      { ...brest, onHand: 0, isOut: true },
      { ...quimper, onHand: 40 },
    ])
    const [first] = await look()
    await setOnHand(pool, 'quimper', 36)
    expect(await look()).toEqual([])
    await setOnHand(pool, 'quimper', 22)
    expect(await look()).toMatchObject([
      { type: 'transfer.expired', transfer: first?.transfer, reason: 'donor-changed' },
    ])
    expect(await look()).toMatchObject([{ type: 'transfer.proposed', from: 'quimper', donorOnHand: 22 }])
  })

  test('a proposal expires when its alert is over', async () => {
    await stockPlaces(pool, [
      { ...brest, onHand: 0, isOut: true },
      { ...quimper, onHand: 40 },
    ])
    const [first] = await look()
    await pool.query("update stock_alerts set state = 'closed'")
    expect(await look()).toMatchObject([{ type: 'transfer.expired', transfer: first?.transfer, reason: 'not-needed' }])
    expect(await look()).toEqual([])
  })

  test('nothing expires and nothing is proposed while stock is folded anew', async () => {
    await stockPlaces(pool, [
      { ...brest, onHand: 0, isOut: true },
      { ...quimper, onHand: 40 },
    ])
    const [first] = await look()
    await pool.query("update stock_alerts set state = 'closed'")
    expect(await look(0n)).toEqual([])
    expect(await look()).toMatchObject([{ type: 'transfer.expired', transfer: first?.transfer }])
  })

  test('a proposal expires when its donor is heard no more, and nothing is proposed of it until it is heard again', async () => {
    await stockPlaces(pool, [
      { ...brest, onHand: 0, isOut: true },
      { ...quimper, onHand: 40 },
    ])
    const [first] = await look()
    await hearOf('quimper', now - 3_600_000)
    expect(await look()).toMatchObject([
      { type: 'transfer.expired', transfer: first?.transfer, reason: 'donor-unknown' },
    ])
    expect(await look()).toEqual([])
    await hearOf('quimper', now)
    expect(await look()).toMatchObject([{ type: 'transfer.proposed', from: 'quimper' }])
  })

  test('what was accepted and has not come in two weeks is given up, and its units may be proposed anew', async () => {
    await stockPlaces(pool, [
      { ...brest, onHand: 0, isOut: true },
      { ...quimper, onHand: 40 },
    ])
    const [first] = await look()
    const { transfer, from, to, units } = first ?? {}
    await append('transfer.accepted', { transfer, by: viewer, sku, from, to, units, takerOnHand: 0 })
    now += 13 * 86_400_000
    expect(await look()).toEqual([])
    now += 2 * 86_400_000
    expect(await look()).toMatchObject([{ type: 'transfer.expired', transfer, reason: 'never-arrived' }])
    expect(await look()).toMatchObject([{ type: 'transfer.proposed', from: 'quimper', units }])
  })

  test('what was rejected is not proposed again for the same alert', async () => {
    await stockPlaces(pool, [
      { ...brest, onHand: 0, isOut: true },
      { ...quimper, onHand: 40 },
    ])
    const [first] = await look()
    await append('transfer.rejected', { transfer: first?.transfer, by: viewer, reason: 'The road is closed' })
    expect(await look()).toEqual([])
  })

  test('what a person takes off is not proposed again beside it, nor once it is accepted, as long as the alert is the same', async () => {
    await stockPlaces(pool, [
      { ...brest, onHand: 0, isOut: true },
      { ...quimper, onHand: 40 },
    ])
    const [first] = await look()
    const { transfer, from, to } = first ?? {}
    await append('transfer.changed', { transfer, by: viewer, units: 2, costMinor: 100, savesMinor: 8000 })
    expect(await look()).toEqual([])
    await append('transfer.accepted', { transfer, by: viewer, sku, from, to, units: 2, takerOnHand: 0 })
    expect(await look()).toEqual([])
    await pool.query("update stock_alerts set state = 'closed'")
    await openAlert(pool, 'brest')
    expect(await look()).toMatchObject([{ type: 'transfer.proposed', from: 'quimper' }])
  })

  test('the most specific rule says what share a donor keeps', async () => {
    await stockPlaces(pool, [
      { ...brest, onHand: 0, isOut: true },
      { ...quimper, onHand: 16 },
    ])
    await pool.query(
      `insert into stock_rules (scope, value, kept_share, set_at, position)
       values ('all', '', 0.5, now(), 1), ('place', 'quimper', 0.999, now(), 2)`,
    )
    expect(await look()).toEqual([])
    await pool.query("delete from stock_rules where scope = 'place'")
    await pool.query('update stock_alerts set position = position + 1000')
    expect(await look()).toMatchObject([{ type: 'transfer.proposed', from: 'quimper' }])
  })
})

test('thirty days after it arrived a transfer is settled by what was sold beyond what the place would have had', async () => {
  await stockPlaces(pool, [
    { ...brest, onHand: 0, isOut: true },
    { ...quimper, onHand: 40 },
  ])
  const [first] = await look()
  const { transfer, from, to, units } = first ?? {}
  await append('transfer.accepted', { transfer, by: viewer, sku, from, to, units, takerOnHand: 0 })
  await append('stock.changed', { sku, store: 'brest', onHand: units }, 'erp')
  await pool.query("update stock_alerts set state = 'closed'")
  const sold = Number(units) - 2
  await pool.query(
    `insert into order_lines (source, order_id, sku, place, units, occurred_at, position)
     values ('shop', '1', $1, 'brest', $2, to_timestamp($3::float8 / 1000), 1)`,
    [sku, sold, now + 3_600_000],
  )
  expect(await look()).toEqual([])
  now += 31 * 86_400_000
  expect(await look()).toMatchObject([
    { type: 'transfer.settled', transfer, savedUnits: sold, savedMinor: sold * 4000 },
  ])
  expect(await look()).toEqual([])
})
