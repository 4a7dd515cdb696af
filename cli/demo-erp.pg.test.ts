import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { createSourceSchema } from '#contract/api.ts'
import type { ErpBooking } from '#demo/erp/booking.ts'
import { readBooks } from '#demo/erp/books.ts'
import { bookOnce } from '#demo/erp/writer.ts'
import { createDay } from '#demo/day.ts'
import { startOffice } from '#demo/office.ts'
import { createRandom } from '#demo/random.ts'
import { nextTold } from '#demo/simulation.ts'
import { demoSources } from '#demo/sources.ts'
import { createPrisma } from '#server/db/prisma.ts'
import type { EventServer } from '#server/event-server.ts'
import { startEventServer } from '#server/testing/event-server.ts'
import { SecretBox } from '#server/ingest/secrets.ts'
import { createSource, findSource, listSources, secretOfSource } from '#server/ingest/sources.ts'
import { testDatabase } from '#server/testing/database.ts'
import { silentLogger } from '#server/testing/log-fixture.ts'
import { prepareDemo } from './demo.ts'
import type { ErpAccess } from './demo-erp.ts'
import { ensureErpSource, prepareErp } from './demo-erp.ts'

const { url } = await testDatabase()
const own = randomUUID().replaceAll('-', '').slice(0, 12)
/** Roles, databases and slots belong to the whole server, which other tests share. */
const names = {
  database: `test_erp_${own}`,
  owner: `test_brisemer_${own}`,
  capture: `test_capture_${own}`,
  publication: 'vigie',
  slot: `test_erp_${own}`,
}
const vigieSecret = 'secret of this installation'
const store = { prisma: createPrisma(url), box: new SecretBox(vigieSecret) }
const server = new pg.Client({ connectionString: inject('clusterUrl') })
const vigie = new pg.Client({ connectionString: url })

beforeAll(() => Promise.all([server.connect(), vigie.connect()]))
afterAll(async () => {
  await dropSlot()
  await server.query(`drop database if exists ${names.database} with (force)`)
  await server.query(`drop role if exists ${names.capture}, ${names.owner}`)
  await Promise.all([server.end(), vigie.end(), store.prisma.$disconnect()])
})

/** Whoever still reads from it is cut off first. */
async function dropSlot(): Promise<void> {
  await server.query(
    `select pg_terminate_backend(active_pid, 10000) from pg_replication_slots
     where slot_name = $1 and active_pid is not null`,
    [names.slot],
  )
  const slot = 'select slot_name from pg_replication_slots where slot_name = $1'
  await server.query(`select pg_drop_replication_slot(slot_name) from (${slot}) as own`, [names.slot])
}

async function withErp<Result>(connection: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: connection })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  await vi.waitUntil(isSo, { timeout: 60_000, interval: 200 })
}

/** The bookings of some minutes, in order. The office has five hands more than usual: each takes a business account's order in a quarter of an hour. */
async function* bookingsOf(
  client: pg.Client,
  { run, minutes }: { run: string; minutes: number },
): AsyncGenerator<ErpBooking> {
  const startsAt = Date.now() - minutes * 60_000
  const books = await readBooks(client)
  const day = createDay({ random: createRandom(5), startsAt, run, busynessAt: () => 1, books })
  for (let hands = 0; hands < 5; hands += 1) startOffice(day, startsAt)
  while (day.agenda.nextAt < startsAt + minutes * 60_000) {
    for (const told of nextTold(day)) if ('booking' in told) yield told
  }
}

/** Rows of the table of stock that a booking changes. */
function movesOf({ booking }: ErpBooking): number {
  if ('order' in booking) return booking.order.lines.length
  return booking.kind === 'delivery-received' ? 1 : 0
}

describe('the database of the demonstration’s ERP', () => {
  test('is made once with its roles, and a second start finds what the first has left', async () => {
    const first = await prepareErp(url, names, 24)
    await withErp(first.owner, (client) => client.query(`update stock set on_hand = 3 where sku = 'BRM-4001-U'`))
    const second = await prepareErp(url, names)
    const { levels } = await withErp(second.owner, readBooks)
    expect(levels.filter(({ variant, onHand }) => variant.sku === 'BRM-4001-U' && onHand === 3)).toHaveLength(24)
  })

  test('lets Vigie read it and nothing else, by a password of this start only', async () => {
    const former = await prepareErp(url, names)
    const { capture } = await prepareErp(url, names)
    await withErp(capture, (client) => client.query('select on_hand from stock limit 1'))
    const write = withErp(capture, (client) => client.query('update stock set on_hand = 0'))
    await expect(write).rejects.toThrow(/permission denied/)
    await expect(withErp(former.capture, () => Promise.resolve())).rejects.toThrow(/password authentication failed/)
  })

  test('is not made over somebody else’s role', async () => {
    await server.query(`create role test_other_${own}`)
    const attempt = prepareErp(url, { ...names, capture: `test_other_${own}` })
    await expect(attempt).rejects.toThrow(`a role test_other_${own} on this server that the demonstration has not made`)
    await server.query(`drop role test_other_${own}`)
  })

  test('says what it needs where the user of DATABASE_URL may not make it', async () => {
    await server.query(`create role test_modest_${own} login password 'tide'`)
    const modest = new URL(url)
    modest.username = `test_modest_${own}`
    modest.password = 'tide'
    const attempt = prepareErp(modest.href, { ...names, owner: `test_new_${own}` })
    await expect(attempt).rejects.toThrow(/may not .*It needs createdb, createrole and replication/)
    await server.query(`drop role test_modest_${own}`)
  })

  test('takes the place of the webhooks by which older demonstrations sent stock: their source is paused', async () => {
    await createSource(store, createSourceSchema.parse({ slug: 'erp-stock' }))
    for (let start = 1; start <= 2; start += 1) {
      const { secrets, erpUrl } = await prepareDemo({ databaseUrl: url, secret: vigieSecret }, names)
      expect(Object.keys(secrets)).not.toContain('erp-stock')
      await withErp(erpUrl, (client) => client.query('select on_hand from stock limit 1'))
      const enabled = (await listSources(store)).filter((source) => source.enabled).map(({ slug }) => slug)
      expect(enabled.toSorted()).toEqual([...demoSources.map(({ slug }) => slug), 'erp'].toSorted())
    }
  })

  test('those whose mail is where anybody gets an address are of no company, unless somebody has said otherwise', async () => {
    const setting = () => store.prisma.setting.findUnique({ where: { key: 'identity' } })
    await prepareDemo({ databaseUrl: url, secret: vigieSecret }, names)
    expect((await setting())?.value).toEqual({ freeDomains: ['mail.example'] })
    await store.prisma.setting.update({ where: { key: 'identity' }, data: { value: { freeDomains: [] } } })
    await prepareDemo({ databaseUrl: url, secret: vigieSecret }, names)
    expect((await setting())?.value).toEqual({ freeDomains: [] })
  })

  test('is a source whose connection is that of the latest start', async () => {
    for (let start = 1; start <= 2; start += 1) {
      const access = await prepareErp(url, names)
      await ensureErpSource(store, access, names)
      expect(await secretOfSource(store, 'erp')).toBe(access.capture)
    }
    expect(await findSource(store, 'erp')).toMatchObject({ kind: 'postgres', enabled: true, mode: 'push' })
  })
})

describe('captured by the event server', () => {
  let eventServer: EventServer
  let access: ErpAccess
  /** Changes of stock: those that were counted before anything was captured, and those that were committed since. */
  let counted = 0
  let moved = 0

  beforeAll(async () => {
    access = await prepareErp(url, names)
    await ensureErpSource(store, access, names)
    eventServer = await startEventServer({
      databaseUrl: url,
      host: '127.0.0.1',
      port: 0,
      vigieSecret,
      publicUrl: null,
      demo: true,
      logger: silentLogger,
    })
    counted = (await withErp(access.owner, readBooks)).levels.length
    await until(async () => (await countOf(`type = 'stock.changed' and backfill`)) === counted)
    await withErp(access.owner, async (client) => {
      for await (const booking of bookingsOf(client, { run: 'captured', minutes: 30 })) {
        if (await bookOnce(client, booking)) moved += movesOf(booking)
      }
      // Commits come in their order: once this one is there, all are.
      await client.query(`update stores set name = 'the last one' where store_id = 'web'`)
    })
    await until(async () => (await countOf(`type = 'store.updated' and data->>'name' = 'the last one'`)) === 1)
  }, 120_000)
  afterAll(() => eventServer.stop())

  const countOf = async (condition: string): Promise<number> => {
    const { rows } = await vigie.query<{ count: number }>(
      `select count(*)::int as count from events where source = 'erp' and ${condition}`,
    )
    return rows[0]?.count ?? 0
  }

  /** What the events say of each level, in their order; and where one does not begin at the end of the one before. */
  async function foldLevels(): Promise<{ levels: Map<string, number>; jumps: unknown[] }> {
    const { rows } = await vigie.query<{ data: { sku: string; storeId: string; before?: number; onHand: number } }>(
      `select data from events where source = 'erp' and type = 'stock.changed' order by position`,
    )
    const levels = new Map<string, number>()
    const jumps = rows.filter(({ data: { sku, storeId, before, onHand } }) => {
      const known = levels.get(`${sku}@${storeId}`)
      levels.set(`${sku}@${storeId}`, onHand)
      return known !== before
    })
    return { levels, jumps }
  }

  test('every committed change of stock is one event', async () => {
    expect(moved).toBeGreaterThan(300)
    expect(await countOf(`type = 'stock.changed'`)).toBe(counted + moved)
  })

  test('each change begins at the level where the one before it ended, and the last ones make up the table', async () => {
    const { levels, jumps } = await foldLevels()
    const table = await withErp(access.owner, readBooks)
    expect(jumps).toEqual([])
    const there = table.levels.map(({ variant, store, onHand }) => [`${variant.sku}@${store.id}`, onHand] as const)
    expect(levels).toEqual(new Map(there))
  })

  test('orders of business accounts and closings of tills come with their lines, and single orders of tills and shop not at all', async () => {
    const { rows: told } = await vigie.query<{ data: { orderId: string; totalMinor: number; lines: unknown[] } }>(
      `select data from events where source = 'erp' and type = 'order.placed' order by position`,
    )
    const { rows: held } = await withErp(access.owner, (client) =>
      client.query<{ id: string; total: string; lines: unknown[] }>(
        `select id, (total * 100)::int as total, json_agg(json_build_object(
           'sku', sku, 'title', title, 'quantity', quantity, 'unitPriceMinor', (unit_price * 100)::int) order by line) as lines
         from (
           select order_id as id, total, line, sku, title, quantity, unit_price
           from orders join order_lines using (order_id) where channel = 'pro'
           union all
           select closing_id, total, line, sku, title, quantity, unit_price
           from till_closings join till_closing_lines using (closing_id)
         ) as sold group by id, total`,
      ),
    )
    expect(held.filter(({ id }) => id.startsWith('P-')).length).toBeGreaterThan(1)
    expect(held.length).toBeGreaterThan(500)
    expect(new Map(told.map(({ data }) => [data.orderId, [data.totalMinor, data.lines]]))).toEqual(
      new Map(held.map(({ id, total, lines }) => [id, [total, lines]])),
    )
  })

  test('no row is left without a meaning', async () => {
    expect(await countOf(`data->>'mappingError' is not null or type like 'public.%'`)).toBe(0)
  })
})
