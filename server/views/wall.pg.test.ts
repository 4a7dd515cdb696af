import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { NewEvent } from '#contract/event.ts'
import type { WallRow, WallSourceRow, WallTotalRow } from '#contract/views/wall.ts'
import { wallRowSchema } from '#contract/views/wall.ts'
import { transaction } from '../db/transaction.ts'
import { createCheckpoint, lockCheckpoint, moveCheckpoint } from '../projections/checkpoint.ts'
import { countersProjection } from '../projections/counters.ts'
import { rebuild } from '../projections/rebuild.ts'
import { BusinessTime } from '../runtime/business-time.ts'
import { testDatabase } from '../testing/database.ts'
import { newEvent, openLog } from '../testing/log-fixture.ts'
import { ManualTime } from '../testing/manual-time.ts'
import { wallTotalView } from './wall-total.ts'
import { wallView } from './wall.ts'

const { url } = await testDatabase()
const { pool, log, close } = await openLog(url)
afterAll(close)
const time = new BusinessTime('Europe/Paris')
const projection = countersProjection(time)
let appended = 0

const noon = Date.parse('2026-06-15T10:00:00Z')
/** Every test begins with empty tables and everything projected. */
beforeEach(async () => {
  await transaction(pool, { durable: false }, async (tx) => {
    await projection.reset(tx)
    await tx.query('truncate received_counts, sources')
    await createCheckpoint(tx, projection.name)
    const { rows } = await tx.query<{ position: string }>('select position from log_head')
    await moveCheckpoint(tx, projection.name, BigInt(rows[0]?.position ?? 0))
  })
})

/** Appends one event per receivedAt. */
async function receive(times: readonly number[], event: Partial<NewEvent> = {}): Promise<void> {
  await log.append(
    times.map((receivedAt) => newEvent({ id: `${++appended}`, receivedAt, occurredAt: receivedAt, ...event })),
  )
}

/** Folds the next events, all of them unless told otherwise, as the runner does: tables and checkpoint together. */
async function project(limit = 1_000_000): Promise<void> {
  await transaction(pool, { durable: false }, async (tx) => {
    const after = await lockCheckpoint(tx, projection.name)
    const events = await log.read({ after, limit })
    const last = events.at(-1)
    if (!last) return
    await projection.apply(events, tx)
    await moveCheckpoint(tx, projection.name, last.position)
  })
}

/** The wall; whatever it counts, the counter alone counts the same. */
async function read(now: number) {
  const options = { pool, clock: new ManualTime(now), time, company: 'Armor' }
  const reading = await wallView(options).read('wall')
  if (!reading) throw new Error('the wall always is')
  const { position, newest } = reading
  expect(await wallTotalView(options).read('wall-total')).toEqual({
    position,
    newest,
    rows: { total: reading.rows.total },
  })
  const rows = Object.entries(reading.rows).map(([key, row]): [string, WallRow] => [key, wallRowSchema.parse(row)])
  const ofKind = <Kind extends WallRow['kind']>(kind: Kind) =>
    rows.map(([, row]) => row).filter((row): row is Extract<WallRow, { kind: Kind }> => row.kind === kind)
  const [total] = ofKind('total')
  if (!total) throw new Error('the wall always has a total')
  const source = (slug: string): WallSourceRow | undefined => ofKind('source').find((row) => row.source === slug)
  return { ...reading, total, seconds: ofKind('second'), events: ofKind('event'), source, own: ofKind('own')[0] }
}

const numbers = ({ receivedToday, storedToday, inFlight }: WallTotalRow) => ({ receivedToday, storedToday, inFlight })

describe('received, stored and in flight', () => {
  test('while the projection lags what is received is counted at once, and in flight is the rest', async () => {
    expect(numbers((await read(noon)).total)).toEqual({ receivedToday: 0, storedToday: 0, inFlight: 0 })
    await receive([noon, noon, noon, noon, noon])
    const before = await read(noon)
    expect(numbers(before.total)).toEqual({ receivedToday: 5, storedToday: 0, inFlight: 5 })
    await project(2)
    const between = await read(noon)
    expect(numbers(between.total)).toEqual({ receivedToday: 5, storedToday: 2, inFlight: 3 })
    expect(between.position).toBe(before.position + 2n)
    expect(between.events).toHaveLength(2)
    await project()
    expect(numbers((await read(noon)).total)).toEqual({ receivedToday: 5, storedToday: 5, inFlight: 0 })
  })

  test('a rebuild never changes what was received; stored begins again and catches up', async () => {
    await receive(Array.from({ length: 40 }, (_, index) => noon - index * 1000))
    await project()
    const before = await read(noon)
    const start = before.position - 40n
    await rebuild(pool, projection)
    // The events of the other tests are not folded again.
    await transaction(pool, { durable: false }, (tx) => moveCheckpoint(tx, projection.name, start))

    expect(numbers((await read(noon)).total)).toEqual({ receivedToday: 40, storedToday: 0, inFlight: 40 })
    await project(15)
    expect(numbers((await read(noon)).total)).toEqual({ receivedToday: 40, storedToday: 15, inFlight: 25 })
    await receive([noon])
    await project(25)
    expect(numbers((await read(noon)).total)).toEqual({ receivedToday: 41, storedToday: 40, inFlight: 1 })
    const { rows, total } = await read(noon)
    expect({ ...rows, total: null }).toEqual({ ...before.rows, total: null })
    expect(total.storedEver).toBe(before.total.storedEver + 1)
  })

  test('a duplicate is received once', async () => {
    const event = newEvent({ id: 'sent-twice', receivedAt: noon, occurredAt: noon })
    await log.append([event])
    await log.append([event])
    await project()
    expect(numbers((await read(noon)).total)).toEqual({ receivedToday: 1, storedToday: 1, inFlight: 0 })
  })

  test('synthetic events count nowhere and are not shown', async () => {
    await receive([noon], { synthetic: true, source: 'canary' })
    await project()
    const wall = await read(noon)
    expect(numbers(wall.total)).toEqual({ receivedToday: 0, storedToday: 0, inFlight: 0 })
    expect([wall.seconds, wall.events, wall.source('canary'), wall.newest]).toEqual([[], [], undefined, null])
  })
})

test('what Vigie itself has said is a row of its own on days when it has, so that all rows add up to the total', async () => {
  await receive([noon, noon])
  await project()
  expect((await read(noon)).own).toBeUndefined()
  await receive([noon - 61_000, noon], { source: 'vigie', type: 'transfer.proposed' })
  await project()
  const wall = await read(noon)
  expect(wall.own).toMatchObject({ today: 2, lastMinute: 1, lastReceivedAt: noon })
  expect(wall.own?.minutes).toHaveLength(30)
  const sources = Object.values(wall.rows).flatMap((row) => ('today' in row ? row.today : []))
  expect(sources).toEqual([2, 2])
  expect(wall.total.storedToday).toBe(4)
  expect((await read(noon + 86_400_000)).own).toBeUndefined()
})

describe('the business day', () => {
  test.each([
    ['an ordinary night', '2026-06-16', '2026-06-15T22:00:00Z', 24],
    ['the day of 23 hours', '2026-03-29', '2026-03-28T23:00:00Z', 23],
    ['the day of 25 hours', '2026-10-25', '2026-10-24T22:00:00Z', 25],
  ])('%s begins at midnight in Paris and has all its hours', async (_case, name, starts, hours) => {
    const start = Date.parse(starts)
    const end = start + hours * 3_600_000
    await receive([start - 60_000, start - 1, start, end - 1, end, end + 60_000])
    await project(3)

    const eve = (await read(start - 1)).total
    expect(eve.day).not.toBe(name)
    const first = (await read(start)).total
    expect(first.day).toBe(name)
    await project()
    expect((await read(end - 1)).total).toMatchObject({ day: name, storedToday: 2 })
    expect((await read(end - 1)).source('shop')?.today).toBe(2)
    const next = (await read(end)).total
    expect(next.day).not.toBe(name)
    expect(numbers(next)).toEqual({ receivedToday: 2, storedToday: 2, inFlight: 0 })
  })

  test('at midnight received and stored begin again together, and what is in flight stays so', async () => {
    const midnight = Date.parse('2026-10-25T23:00:00Z')
    await receive([midnight - 1000, midnight - 1])
    expect(numbers((await read(midnight - 1)).total)).toEqual({ receivedToday: 2, storedToday: 0, inFlight: 2 })
    expect(numbers((await read(midnight)).total)).toEqual({ receivedToday: 0, storedToday: 0, inFlight: 0 })
    await receive([midnight])
    expect(numbers((await read(midnight)).total)).toEqual({ receivedToday: 1, storedToday: 0, inFlight: 1 })
    await project()
    expect(numbers((await read(midnight)).total)).toEqual({ receivedToday: 1, storedToday: 1, inFlight: 0 })
  })
})

describe('sources and windows', () => {
  test('a source with settings is shown before its first event; one without settings as unknown', async () => {
    await pool.query(
      `insert into sources (slug, name, kind, mode, promise_seconds, secret_sealed)
       values ('crm', 'Customers', 'standard-webhooks', 'poll', 900, '')`,
    )
    await receive([noon - 5000, noon - 2000], { source: 'gone' })
    await project()
    const { source } = await read(noon)
    expect(source('crm')).toMatchObject({
      name: 'Customers',
      sourceKind: 'standard-webhooks',
      mode: 'poll',
      promiseSeconds: 900,
      today: 0,
      lastReceivedAt: null,
    })
    expect(source('gone')).toMatchObject({ name: 'gone', sourceKind: 'unknown', today: 2, lastReceivedAt: noon - 2000 })
  })

  test('a source whose database or calendar answers with an error says since when, unless it is paused', async () => {
    await pool.query('truncate captures, feeds')
    await pool.query(
      `insert into sources (slug, name, kind, mode, promise_seconds, secret_sealed, enabled)
       select slug, slug, 'postgres', 'push', 60, '', slug <> 'paused'
       from unnest(array['erp', 'fine', 'paused', 'calendar']) as each (slug)`,
    )
    const state = (phase: string) =>
      JSON.stringify({ phase, problem: { code: 'unreachable', detail: '', since: noon } })
    for (const [source, phase] of [
      ['erp', 'waiting'],
      ['fine', 'following'],
      ['paused', 'waiting'],
    ] as const) {
      await pool.query('insert into captures (source, state, updated_at) values ($1, $2, now())', [
        source,
        state(phase),
      ])
    }
    await pool.query(
      `insert into feeds (source, settings, every_seconds, next_at, problem_since) values ('calendar', '', 120, now(), $1)`,
      [new Date(noon + 5)],
    )
    const { source } = await read(noon)
    expect(['erp', 'fine', 'paused', 'calendar'].map((slug) => source(slug)?.problemSince)).toEqual([
      noon,
      null,
      null,
      noon + 5,
    ])
  })

  test('the last minute slides by the second', async () => {
    await receive([noon - 61_000, noon - 60_000, noon - 59_001, noon - 59_000, noon])
    await project()
    const shown = async (now: number) => {
      const { seconds, source } = await read(now)
      return {
        seconds: seconds.map(({ at }) => (at - noon) / 1000).toSorted((a, b) => a - b),
        lastMinute: source('shop')?.lastMinute,
      }
    }
    expect(await shown(noon)).toEqual({ seconds: [-60, -59, 0], lastMinute: 2 })
    expect(await shown(noon + 999)).toEqual({ seconds: [-60, -59, 0], lastMinute: 2 })
    expect(await shown(noon + 1000)).toEqual({ seconds: [-59, 0], lastMinute: 1 })
    expect(await shown(noon + 62_000)).toEqual({ seconds: [], lastMinute: 0 })
    // Ahead of a clock that went back: not shown before its time.
    expect(await shown(noon - 1000)).toEqual({ seconds: [-61, -60, -59], lastMinute: 3 })
  })

  test('thirty minutes are shown, the last one running, zero where nothing came', async () => {
    await receive([noon - 30 * 60_000, noon - 29 * 60_000, noon - 60_000, noon - 1, noon, noon + 59_000])
    await project()
    const minutes = (await read(noon + 59_999)).source('shop')?.minutes ?? []
    expect(minutes).toEqual([1, ...Array<number>(27).fill(0), 2, 2])
    expect((await read(noon + 60_000)).source('shop')?.minutes).toEqual([...minutes.slice(1), 0])
  })

  test('the twenty newest events are shown, and the newest gives its times', async () => {
    await receive(Array.from({ length: 50 }, (_, index) => noon + index))
    await project()
    const wall = await read(noon + 1000)
    expect(wall.events.map(({ position }) => BigInt(position)).toSorted((a, b) => Number(b - a))).toEqual(
      Array.from({ length: 20 }, (_, index) => wall.position - BigInt(index)),
    )
    expect(wall.newest).toEqual({ receivedAt: noon + 49, occurredAt: noon + 49 })
  })
})
