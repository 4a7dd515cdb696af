import fc from 'fast-check'
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { NewEvent } from '#contract/event.ts'
import { defaultInterest } from '#contract/interest.ts'
import { erasureReceiptSchema } from '#contract/erasure.ts'
import { transaction } from './db/transaction.ts'
import { Erasures } from './erasures.ts'
import { KeptRequests } from './ingest/kept-requests.ts'
import { EventLog } from './log/log.ts'
import { ErasedKeys } from './projections/erasure/erased-keys.ts'
import { defaultLimits } from './projections/identity/identity-rules.ts'
import { keyIdOf } from './projections/identity/key-id.ts'
import { allProjections } from './projections/registry.ts'
import { timelineKeys } from './projections/timeline/timeline-keys.ts'
import { BusinessTime } from './runtime/business-time.ts'
import { systemClock } from './runtime/clock.ts'
import { testDatabase } from './testing/database.ts'
import { newEvent, openLog, silentLogger } from './testing/log-fixture.ts'
import { peopleKeys, peopleLogs } from './testing/people-logs.ts'

const { url } = await testDatabase()
const { pool, telemetry, close } = await openLog(url)
const rules = { country: 'FR', limits: defaultLimits, freeDomains: [] } as const
const keysOf = timelineKeys('FR')
const projections = allProjections(new BusinessTime('Europe/Paris'), rules, defaultInterest).filter(
  ({ name }) => name !== 'transfers',
)
const by = { id: 'u-9', name: 'Support' }

interface Server {
  log: EventLog
  erasures: Erasures
  stop(): Promise<void>
}

/** The part of an event server that takes events in and erases; it folds nothing by itself. */
async function open(): Promise<Server> {
  const erased = new ErasedKeys({ pool, vigieSecret: 'secret of this installation', country: 'FR' })
  const shared = { telemetry, clock: systemClock, logger: silentLogger }
  const log = new EventLog({ ...shared, appendPool: pool, readPool: pool, erased })
  await log.start()
  const requests = new KeptRequests({ pool, ...shared })
  const erasures = new Erasures({ ...shared, pool, log, requests, erased, rules, keysOf })
  return {
    log,
    erasures,
    async stop() {
      await erasures.stop()
      await log.stop()
    },
  }
}

afterAll(close)
beforeEach(reset)

async function reset(): Promise<void> {
  await pool.query(
    `truncate events, event_keys, erasures, erased_keys, set_aside_events, checkpoints, quarantined_requests`,
  )
  await pool.query('update log_head set position = 0, erasures = erasures + 1')
  await emptyTables()
}

async function emptyTables(): Promise<void> {
  for (const projection of projections) {
    await transaction(pool, { durable: false }, (tx) => projection.reset(tx))
    await pool.query(
      `insert into checkpoints (projection, position, updated_at) values ($1, 0, now())
       on conflict (projection) do update set position = 0`,
      [projection.name],
    )
  }
}

/** Folds whatever is in the log and has not been folded. */
async function fold(log: EventLog): Promise<void> {
  for (const projection of projections) {
    const { rows } = await pool.query<{ position: string }>('select position from checkpoints where projection = $1', [
      projection.name,
    ])
    const events = await log.read({ after: BigInt(rows[0]?.position ?? '0'), limit: 10_000 })
    const wanted = events.filter(({ type }) => projection.consumes === 'all' || projection.consumes.includes(type))
    await transaction(pool, { durable: false }, async (tx) => {
      if (wanted.length > 0) await projection.apply(wanted, tx)
      const last = events.at(-1)?.position.toString()
      if (last !== undefined)
        await tx.query('update checkpoints set position = $2 where projection = $1', [projection.name, last])
    })
  }
}

const tables = {
  customer_keys: 'key_id',
  identity_links: 'key_a, key_b',
  customers: 'id',
  customer_words: 'word, customer_id',
  timeline_entries: 'key, occurred_at, position',
  key_activity: 'key',
  customer_orders: 'source, order_id',
  customer_tickets: 'source, ticket_id',
  arrivals: 'key',
  meetings: 'id',
  event_counts: 'grain, basis, bucket, source, type',
  latest_events: 'slot',
  source_activity: 'source',
  stock_movements: 'sku, place, occurred_at, position',
  order_lines: 'source, order_id, sku, place',
  cancelled_orders: 'source, order_id',
  sales_hours: 'sku, place, hour',
  sku_view_hours: 'sku, hour, channel, campaign',
} as const

async function readTables(): Promise<Record<string, unknown>> {
  const read: Record<string, unknown> = {}
  for (const [name, order] of Object.entries(tables)) {
    read[name] = (await pool.query<Record<string, unknown>>(`select * from ${name} order by ${order}`)).rows
  }
  return read
}

/** An order whose id names somebody has another one afterwards, and so another place among the others. */
function totalsOf(rows: unknown): string[] {
  const anonymous = (rows as object[]).map((row) => JSON.stringify({ ...row, order_id: undefined })) // as readTables() has them
  return anonymous.toSorted()
}

async function whenDone(erasure: string): Promise<void> {
  const text = `select 1 from erasures where id = $1 and state = 'done'`
  await vi.waitUntil(async () => (await pool.query(text, [erasure])).rowCount === 1, { timeout: 60_000, interval: 5 })
}

async function erase({ erasures }: Server, keyId: string): Promise<void> {
  const { erasure } = await erasures.begin(keyId, by)
  await whenDone(erasure)
}

/** Everything that is kept anywhere, as text. */
async function everything(): Promise<string> {
  const all: unknown[] = []
  const names = [
    ...Object.keys(tables),
    'events',
    'event_keys',
    'erasures',
    'erased_keys',
    'set_aside_events',
    'name_words',
  ]
  for (const name of [...names, 'kept_requests', 'quarantined_requests'])
    all.push((await pool.query<Record<string, unknown>>(`select t::text from ${name} t`)).rows)
  return JSON.stringify(all).toLowerCase()
}

describe('whatever has happened', () => {
  test('after an erasure the tables are as if they were made anew, and totals as they were', async () => {
    await using stack = new AsyncDisposableStack()
    const server = await open()
    stack.defer(() => server.stop())
    server.erasures.start()
    await fc.assert(
      fc.asyncProperty(peopleLogs('a'), peopleLogs('b'), peopleKeys, async (log, later, key) => {
        await reset()
        await server.log.hearOfErased()
        await server.log.append(log)
        await fold(server.log)
        const before = await readTables()
        await erase(server, keyIdOf(key))
        const erased = await readTables()
        for (const total of [
          'event_counts',
          'sales_hours',
          'order_lines',
          'sku_view_hours',
          'stock_movements',
        ] as const)
          expect(totalsOf(erased[total])).toEqual(totalsOf(before[total]))
        await server.log.append(later)
        await fold(server.log)
        const incremental = await readTables()
        await emptyTables()
        await fold(server.log)
        expect(incremental).toEqual(await readTables())
      }),
      { numRuns: 24, endOnFailure: true },
    )
  })
})

let next = 0
/** An event of the shop, by default about Ada. */
function ada(type: string, data: object = {}, more: Partial<NewEvent> = {}): NewEvent {
  const keys = { customerId: 'c-ada-1', email: 'ada@private.example', name: 'Ada Lovelace' }
  return newEvent({ id: `t-${next++}`, type, data: { ...keys, ...data }, ...more })
}
const adaKey = keyIdOf({ kind: 'customer', value: 'c-ada-1' })
/** What nothing that is kept may hold. */
const personal = /ada@private|lovelace|39981234|c-ada-1|7b0a1c/

describe('an erasure', () => {
  test('leaves nothing personal anywhere, the totals, and a receipt that says what went and not whose', async () => {
    await using stack = new AsyncDisposableStack()
    const server = await open()
    stack.defer(() => server.stop())
    server.erasures.start()
    await server.log.append([
      ada('customer.created', { phone: '06 39 98 12 34' }, { id: 'create ada@private.example' }),
      ada('customer.identified', { visitorId: 'v-7b0a1c' }, { subject: 'visitor/v-7b0a1c' }),
      newEvent({
        id: 'p',
        type: 'page.viewed',
        data: { visitorId: 'v-7b0a1c', url: 'https://s.example/p?u=ada@private.example' },
      }),
      ada('order.placed', { orderId: 'o-1', totalMinor: 900, lines: [{ sku: 'a', quantity: 1 }], big: 1 }),
      newEvent({ id: 's', type: 'order.shipped', data: { orderId: 'o-1', to: 'Ada Lovelace' } }),
      newEvent({
        id: 'm',
        type: 'meeting.scheduled',
        data: {
          title: 'With Ada Lovelace',
          attendees: [{ customerId: 'c-ada-1', name: 'Ada Lovelace' }, { customerId: 'c-bob' }],
        },
      }),
    ])
    await fold(server.log)
    await pool.query(
      `insert into quarantined_requests (source, stage, code, detail, errors, method, url, headers, body, received_at)
       select 'shop', 'schema', 'x', '', '[]', 'POST', '/', '{}', convert_to(body, 'UTF8'), now()
       from unnest(array['{"phone":"+33 6 39.98.12.34",', '{"customer":{"id":"c-ada-1"}}', 'ADA@private.example', '{"customerId":"c-ada-10"}']) body`,
    )
    await pool.query(
      `insert into kept_requests (source, method, url, headers, body, body_bytes, received_at, from_position, to_position)
       values ('shop', 'POST', '/', '{}', 'Lovelace', 8, now(), 4, 6)`,
    )
    const { rows: before } = await pool.query('select grain, count from event_counts order by 1, 2')
    await erase(server, adaKey)
    await fold(server.log)
    const { rows: after } = await pool.query(
      `select grain, count from event_counts where source <> 'vigie' order by 1, 2`,
    )
    expect(after).toEqual(before)
    expect(await everything()).not.toMatch(personal)
    const { rows } = await pool.query<{ body: string }>(
      `select convert_from(body, 'UTF8') as body from quarantined_requests`,
    )
    expect(rows).toEqual([{ body: '{"customerId":"c-ada-10"}' }])
    const events = await server.log.read({ after: 0n, limit: 100 })
    expect(events.map(({ type }) => type)).toContain('order.shipped')
    expect(events.find(({ type }) => type === 'order.placed')?.data).toEqual({
      orderId: 'o-1',
      totalMinor: 900,
      lines: [{ sku: 'a', quantity: 1 }],
      $erased: true,
    })
    const receipt = erasureReceiptSchema.parse(events.at(-1)?.data)
    expect(receipt).toMatchObject({ by, removed: { events: 6, keys: 4, orders: 1, quarantined: 3, requests: 1 } })
    expect(receipt.digests).toHaveLength(4)
  })

  test('keeps an order whose id names somebody, under another id: its sale counts, and can be cancelled', async () => {
    await using stack = new AsyncDisposableStack()
    const server = await open()
    stack.defer(() => server.stop())
    server.erasures.start()
    const ofShop = { source: 'shop' }
    const about = (type: string, orderId: string) => newEvent({ id: `e-${next++}`, type, data: { orderId }, ...ofShop })
    const order = (orderId: string) =>
      ada('order.placed', { orderId, lines: [{ sku: 'a', quantity: 1 }] }, { ...ofShop, subject: `order/${orderId}` })
    const [first, second, third] = ['Ada-Lovelace-1', 'Ada-Lovelace-2', 'Ada-Lovelace-3']
    await server.log.append([ada('customer.created'), order(first), order(second), order(third)])
    await server.log.append([about('order.cancelled', second)])
    await fold(server.log)
    const sold = async () => (await pool.query<{ orders: number }>('select orders from sales_hours')).rows
    const before = await sold()
    await erase(server, adaKey)
    expect(await sold()).toEqual(before)
    await server.log.append([about('order.cancelled', third)])
    await fold(server.log)
    expect(await sold()).toEqual([{ orders: 1 }])
    expect(await everything()).not.toMatch(personal)
    const incremental = await readTables()
    await emptyTables()
    await fold(server.log)
    expect(await readTables()).toEqual(incremental)
  })

  test('holds for what comes late, on every server, and for its repeats', async () => {
    await using stack = new AsyncDisposableStack()
    const [server, other] = [await open(), await open()]
    for (const each of [server, other]) stack.defer(() => each.stop())
    server.erasures.start()
    const created = ada('customer.created', {}, { id: 'ada@private.example/1' })
    await server.log.append([created, ada('order.placed', { orderId: 'o-2' })])
    await fold(server.log)
    await erase(server, adaKey)
    const late = [
      ada('order.placed', { orderId: 'o-3', totalMinor: 5 }),
      newEvent({ id: 'late', type: 'order.shipped', data: { orderId: 'o-2', to: 'Lovelace' } }),
    ]
    const answer = await other.log.append([...late, created])
    expect(answer.outcomes.map(({ outcome }) => outcome)).toEqual(['stored', 'stored', 'duplicate'])
    expect(answer.hasErased).toBe(true)
    await fold(other.log)
    expect(await everything()).not.toMatch(personal)
    expect((await pool.query('select 1 from customers')).rowCount).toBe(0)
    expect((await pool.query('select 1 from customer_orders')).rowCount).toBe(0)
  })

  test('misses nothing of what is taken in while it begins', async () => {
    await using stack = new AsyncDisposableStack()
    const [server, other] = [await open(), await open()]
    for (const each of [server, other]) stack.defer(() => each.stop())
    server.erasures.start()
    await server.log.append([ada('customer.created')])
    await fold(server.log)
    let isOver = false
    const taking = [server, other].map(async ({ log }) => {
      while (!isOver)
        await log.append([ada('page.viewed', { url: '/a' }), ada('order.placed', { orderId: `o-${next}` })])
    })
    const { erasure } = await server.erasures.begin(adaKey, by)
    const folding = (async () => {
      while (!isOver) await fold(server.log)
    })()
    await whenDone(erasure)
    isOver = true
    await Promise.all([...taking, folding])
    await fold(server.log)
    expect(await everything()).not.toMatch(personal)
  })

  test('goes on where it was after a crash, whichever of its steps was the last', async () => {
    for (const state of ['asked', 'begun', 'erased'] as const) {
      await reset()
      await using stack = new AsyncDisposableStack()
      const first = await open()
      stack.defer(() => first.stop())
      await first.log.append([ada('customer.created')])
      await fold(first.log)
      const erasure = await stopAt(first, state)
      const second = await open()
      stack.defer(() => second.stop())
      second.erasures.start()
      await whenDone(erasure)
      expect(await everything()).not.toMatch(personal)
      const receipts = (await second.log.read({ after: 0n, limit: 10 })).filter(
        ({ type }) => type === 'customer.erased',
      )
      expect(receipts).toHaveLength(1)
    }
  })
})

/** An erasure that nobody goes on with after this step. */
async function stopAt(server: Server, state: 'asked' | 'begun' | 'erased'): Promise<string> {
  const { erasure } = await server.erasures.begin(adaKey, by)
  if (state === 'asked') await pool.query(`update erasures set state = 'asked', key_ids = array[$1::uuid]`, [adaKey])
  if (state === 'erased') {
    server.erasures.start()
    await whenDone(erasure)
    await server.erasures.stop()
    // Its receipt is in the log, and nobody noted it.
    await pool.query(`update erasures set state = 'erased'`)
  }
  return erasure
}

test('an event is never changed otherwise', async () => {
  await using stack = new AsyncDisposableStack()
  const server = await open()
  stack.defer(() => server.stop())
  await server.log.append([ada('order.placed')])
  await expect(pool.query(`update events set data = '{}'`)).rejects.toThrow('an event is never changed')
  const begin = `begin; set local vigie.erasure = 'on'; update events set type = 'x'`
  const client = await pool.connect()
  await expect(client.query(begin)).rejects.toThrow('changes no fact but')
  await client.query('rollback')
  client.release()
})
